namespace Signet.Signatures.Revocation;

/// <summary>A complete revocation list and the delta that goes with it, both DER.</summary>
/// <param name="Base">The complete list.</param>
/// <param name="Delta">The delta; null when there is none.</param>
public sealed record CachedCrl(ReadOnlyMemory<byte> Base, ReadOnlyMemory<byte>? Delta);
