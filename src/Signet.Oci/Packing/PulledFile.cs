namespace Signet.Oci.Packing;

/// <summary>One file or folder that was pulled.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="IsDirectory">True for a folder that was unpacked.</param>
/// <param name="Descriptor">The layer it came from.</param>
public sealed record PulledFile(string Path, bool IsDirectory, Descriptor Descriptor);
