namespace Signet.Oci.Archives.Compression;

/// <summary>A literal, or a match.</summary>
/// <param name="Value">The byte, or the length of the match.</param>
/// <param name="Distance">How far back the match begins; 0 for a literal.</param>
internal readonly record struct DeflateToken(ushort Value, ushort Distance);
