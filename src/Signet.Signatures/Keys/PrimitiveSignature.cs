namespace Signet.Signatures.Keys;

/// <summary>A signature value and the certificates of the key that made it.</summary>
/// <param name="Signature">The signature value.</param>
/// <param name="CertificateChain">DER certificates, leaf first, root last.</param>
public sealed record PrimitiveSignature(
    ReadOnlyMemory<byte> Signature, IReadOnlyList<ReadOnlyMemory<byte>> CertificateChain);
