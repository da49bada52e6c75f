namespace Signet.Oci.Remote.Referrers;

/// <summary>The index under a subject's referrers tag, as it was at one moment.</summary>
/// <param name="Descriptor">What it is; null when there is none.</param>
/// <param name="Entries">Its entries.</param>
/// <param name="EntityTag">Its <c>ETag</c>, when the registry gives one.</param>
internal sealed record FallbackIndex(Descriptor? Descriptor, IReadOnlyList<Descriptor> Entries, string? EntityTag)
{
    private static readonly FallbackIndex Absent = new(null, [], null);

    /// <summary>Reads it.</summary>
    /// <exception cref="OciException">What is under the tag is no index, or it could not be read.</exception>
    public static async Task<FallbackIndex> ReadAsync(
        RepositoryEndpoint endpoint, ManifestStore manifests, Digest subject, CancellationToken cancellationToken)
    {
        var tag = ReferrersTag.For(subject);
        if (await manifests.TryFetchAsync(tag, cancellationToken) is not { } found)
        {
            return Absent;
        }

        var manifest = found.Manifest;
        return manifest.MediaType == MediaTypes.ImageIndex
            ? new FallbackIndex(manifest.Descriptor, manifest.Manifests, found.EntityTag)
            : throw new OciException(
                OciError.Malformed,
                $"{endpoint.Describe(tag)}: the referrers tag points at {manifest.MediaType}, not at an image index");
    }

    /// <summary>True when <paramref name="entry"/> is listed.</summary>
    public bool Lists(Descriptor entry) => Entries.Any(entry.NamesSameContent);
}
