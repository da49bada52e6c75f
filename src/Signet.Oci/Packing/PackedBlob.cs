namespace Signet.Oci.Packing;

/// <summary>Where a blob of a <see cref="PackedArtifact"/> is: in memory or in a file.</summary>
internal sealed record PackedBlob(byte[]? Content, string? Path);
