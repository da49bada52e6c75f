namespace Signet.Oci.Graph;

/// <summary>A manifest to copy, and what it is to be called.</summary>
/// <param name="Descriptor">The manifest, as the source resolves it.</param>
/// <param name="Tags">Its tags at the destination; none to have it there by digest only.</param>
public sealed record CopyRoot(Descriptor Descriptor, IReadOnlyList<string> Tags);
