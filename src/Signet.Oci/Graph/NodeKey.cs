namespace Signet.Oci.Graph;

/// <summary>
/// What makes two descriptors the same node: for blobs, which have no type of their own, digest and size; for manifests the
/// media type too, for it decides what they mean.
/// </summary>
internal readonly record struct NodeKey(Digest Digest, long Size, string ManifestType)
{
    public static NodeKey Of(Descriptor descriptor) => new(
        descriptor.Digest, descriptor.Size, MediaTypes.IsManifest(descriptor.MediaType) ? descriptor.MediaType : "");
}
