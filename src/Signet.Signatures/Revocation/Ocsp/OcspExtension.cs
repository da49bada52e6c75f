namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>An extension of a response or of one of its answers.</summary>
internal sealed record OcspExtension(string Oid, bool IsCritical, ReadOnlyMemory<byte> Value);
