namespace Signet.Oci.Packing;

/// <summary>What was pulled.</summary>
/// <param name="Root">The manifest or index.</param>
/// <param name="Files">Files and folders, in the order of the manifests.</param>
/// <param name="Skipped">Blobs without a title, which have no name to be written under.</param>
public sealed record PullResult(
    Descriptor Root, IReadOnlyList<PulledFile> Files, IReadOnlyList<Descriptor> Skipped);
