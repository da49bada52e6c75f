namespace Signet.Oci;

/// <summary>Media types of manifests and of the empty descriptor.</summary>
public static class MediaTypes
{
    /// <summary>OCI image manifest.</summary>
    public const string ImageManifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>OCI image index.</summary>
    public const string ImageIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>OCI artifact manifest; removed from the specification, still read, never written.</summary>
    public const string ArtifactManifest = "application/vnd.oci.artifact.manifest.v1+json";

    /// <summary>Docker image manifest, version 2 schema 2.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Docker manifest list.</summary>
    public const string DockerManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>The empty JSON object.</summary>
    public const string EmptyJson = "application/vnd.oci.empty.v1+json";

    /// <summary>Content of unknown kind.</summary>
    public const string OctetStream = "application/octet-stream";

    /// <summary>Every type of manifest that is read.</summary>
    public static IReadOnlyList<string> Manifests { get; } =
        [ImageManifest, ImageIndex, DockerManifest, DockerManifestList, ArtifactManifest];

    /// <summary>True for what lives under <c>/manifests/</c> in a registry.</summary>
    public static bool IsManifest(string mediaType) =>
        mediaType is ImageManifest or ImageIndex or DockerManifest or DockerManifestList or ArtifactManifest;

    /// <summary>True for an index or manifest list, whose entries are manifests.</summary>
    public static bool IsIndex(string mediaType) => mediaType is ImageIndex or DockerManifestList;

    /// <summary>
    /// True for a layer whose licence does not let registries hand it out (OCI image-spec, "Non-Distributable Layers"):
    /// it is named in manifests and copied by nobody.
    /// </summary>
    public static bool IsNonDistributable(string mediaType) =>
        mediaType.StartsWith("application/vnd.oci.image.layer.nondistributable.", StringComparison.Ordinal)
        || mediaType.StartsWith("application/vnd.docker.image.rootfs.foreign.diff.", StringComparison.Ordinal);
}
