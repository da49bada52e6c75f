using Signet.Signatures.Envelopes;

namespace Signet.Signatures.Keys;

/// <summary>A signature value and the certificates of the key that made it.</summary>
/// <param name="Signature">The signature value.</param>
/// <param name="CertificateChain">DER certificates, leaf first, root last.</param>
public sealed record PrimitiveSignature(
    ReadOnlyMemory<byte> Signature, IReadOnlyList<ReadOnlyMemory<byte>> CertificateChain)
{
    /// <summary>
    /// Checks the value with the leaf's key. The rules for the chain are checked when the envelope is made.
    /// </summary>
    /// <param name="payload">The bytes that were to be signed.</param>
    /// <param name="keySpec">What the key was announced as.</param>
    /// <returns>The broken rule: certificates that cannot be read, another kind of key, a value that does not verify; null
    /// when the signature holds.</returns>
    public EnvelopeFault? FindFault(ReadOnlySpan<byte> payload, KeySpec keySpec)
    {
        try
        {
            PrimitiveSignatureRules.Check(this, payload, SignatureAlgorithm.Of(keySpec));
            return null;
        }
        catch (EnvelopeFaultException e)
        {
            return e.Fault;
        }
    }
}
