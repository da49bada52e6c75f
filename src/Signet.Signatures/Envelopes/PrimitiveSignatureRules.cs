using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.Signatures.Keys;

namespace Signet.Signatures.Envelopes;

/// <summary>The signature value against the leaf's key, which alone decides the algorithm.</summary>
internal static class PrimitiveSignatureRules
{
    public static void Check(RawEnvelope envelope, X509Certificate2 leaf)
    {
        if (!KeySpecs.TryGet(leaf, out var keySpec, out var fault))
        {
            throw EnvelopeFaultException.Chain(
                "leaf-key-unsupported", $"The signing certificate's key cannot be used: {fault}");
        }

        var algorithm = SignatureAlgorithm.Of(keySpec);
        if (envelope.Header.Algorithm != algorithm)
        {
            throw EnvelopeFaultException.Mismatch(
                "algorithm-mismatch",
                $"The envelope says {envelope.Header.Algorithm.Name}, "
                + $"the signing certificate's key ({algorithm.KeySpecName}) signs with {algorithm.Name}.");
        }

        CheckValue(envelope.ToBeSigned.Span, envelope.Signature.Span, leaf, algorithm);
    }

    /// <summary>
    /// Checks what a key's holder returned, before anything is built on it: the leaf's key is of the kind that was
    /// announced, and the value is its signature of the payload.
    /// </summary>
    public static void Check(PrimitiveSignature signature, ReadOnlySpan<byte> payload, SignatureAlgorithm algorithm)
    {
        CertificateParts.CheckLimits(signature.CertificateChain);
        var chain = CertificateParts.Decode(signature.CertificateChain);
        try
        {
            if (!KeySpecs.TryGet(chain[0], out var keySpec, out var fault))
            {
                throw EnvelopeFaultException.Chain(
                    "leaf-key-unsupported", $"The signing certificate's key cannot be used: {fault}");
            }

            if (keySpec != algorithm.KeySpec)
            {
                throw EnvelopeFaultException.Mismatch(
                    "key-mismatch",
                    $"The signing certificate's key is of {SignatureAlgorithm.Of(keySpec).KeySpecName}, "
                    + $"and the key was announced as {algorithm.KeySpecName}.");
            }

            CheckValue(payload, signature.Signature.Span, chain[0], algorithm);
        }
        finally
        {
            foreach (var certificate in chain)
            {
                certificate.Dispose();
            }
        }
    }

    private static void CheckValue(
        ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature, X509Certificate2 leaf, SignatureAlgorithm algorithm)
    {
        if (signature.Length != algorithm.SignatureBytes)
        {
            throw EnvelopeFaultException.Mismatch(
                "signature-length",
                $"The signature has {signature.Length} bytes; "
                + $"{algorithm.Name} gives {algorithm.SignatureBytes}.");
        }

        bool verifies;
        try
        {
            verifies = Verifies(payload, signature, leaf, algorithm);
        }
        catch (CryptographicException e)
        {
            throw EnvelopeFaultException.Mismatch(
                "signature-unverifiable",
                $"The signature cannot be checked with the signing certificate's key: {e.Message}");
        }

        if (!verifies)
        {
            throw EnvelopeFaultException.Mismatch(
                "signature-mismatch",
                "The signature does not match the content and the signing certificate: one of them was changed.");
        }
    }

    private static bool Verifies(
        ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature, X509Certificate2 leaf, SignatureAlgorithm algorithm)
    {
        if (algorithm.KeySpec is KeySpec.Rsa2048 or KeySpec.Rsa3072 or KeySpec.Rsa4096)
        {
            // Pss means a salt as long as the hash, no other (RFC 7518, section 3.5; RFC 8230, section 2).
            using var rsa = leaf.GetRSAPublicKey();
            return rsa is not null && rsa.VerifyData(data, signature, algorithm.Hash, RSASignaturePadding.Pss);
        }

        using var ecdsa = leaf.GetECDsaPublicKey();
        return ecdsa is not null
            && ecdsa.VerifyData(data, signature, algorithm.Hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
