namespace Signet.Oci.Packing;

/// <summary>How far a file or directory is read.</summary>
/// <param name="Title">Its name in the artifact.</param>
/// <param name="Size">Its bytes; null for a directory, which is counted while it is packed.</param>
/// <param name="Bytes">Bytes read so far; of a directory, bytes of its archive.</param>
public sealed record PackingStep(string Title, long? Size, long Bytes);
