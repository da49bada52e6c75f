using Signet.Oci.Manifests;

namespace Signet.Oci.Repositories;

/// <summary>
/// One repository: in a registry (<c>RemoteRepository</c>) or an OCI image layout on disk (<c>LayoutRepository</c>).
/// Every member throws <see cref="OciException"/> on failure, and nothing it returns is unchecked: content has the
/// digest and size it was asked for by.
/// </summary>
public interface IRepository
{
    /// <summary>
    /// The repository as people write it, without tag or digest: <c>registry.example.com/app</c>, or the layout's path
    /// as it was given.
    /// </summary>
    string Name { get; }

    /// <summary>
    /// The descriptor of a manifest by tag or digest. A registry is asked with HEAD; when <paramref name="reference"/>
    /// is a digest and the registry answers another one, that is <see cref="OciError.ContentMismatch"/>
    /// (CVE-2023-33959, attack A6).
    /// </summary>
    Task<Descriptor> ResolveAsync(string reference, CancellationToken cancellationToken = default);

    /// <summary>A manifest by tag or digest, fetched in one request and parsed.</summary>
    Task<Manifest> FetchManifestAsync(string reference, CancellationToken cancellationToken = default);

    /// <summary>A manifest named by a descriptor; media type, digest and size must agree.</summary>
    Task<Manifest> FetchManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default);

    /// <summary>
    /// A small blob in memory. Content of more than <paramref name="maxBytes"/> is <see cref="OciError.LimitExceeded"/>
    /// before anything is read.
    /// </summary>
    Task<byte[]> FetchBlobAsync(Descriptor descriptor, int maxBytes, CancellationToken cancellationToken = default);

    /// <summary>
    /// A blob as a stream of any size. Reading past the end, or disposing after the end, has checked digest and size:
    /// the read that finds a difference throws. A broken connection is resumed by range.
    /// </summary>
    Task<Stream> OpenBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default);

    /// <summary>
    /// The descriptor of a blob that only its digest is known of: its size as the repository states it, with
    /// <see cref="MediaTypes.OctetStream"/> for its type.
    /// </summary>
    Task<Descriptor> ResolveBlobAsync(Digest digest, CancellationToken cancellationToken = default);

    /// <summary>True when the manifest or blob is there.</summary>
    Task<bool> ExistsAsync(Descriptor descriptor, CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that <paramref name="count"/> blobs are going to be pushed, while the caller still does something else: a
    /// registry opens their upload sessions meanwhile, and each push saves a round trip. Never fails: a push reports what
    /// goes wrong.
    /// </summary>
    IUploadPreparation PrepareUploads(int count, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores a blob. <paramref name="open"/> is called once for each attempt, so that an upload can be repeated after a
    /// failure. Content that is already there is not sent again.
    /// </summary>
    Task PushBlobAsync(
        Descriptor descriptor,
        Func<CancellationToken, ValueTask<Stream>> open,
        CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes a blob over from another repository of the same registry without sending it; false when the registry does
    /// not, and it must be pushed.
    /// </summary>
    Task<bool> MountBlobAsync(
        Descriptor descriptor, string fromRepository, CancellationToken cancellationToken = default);

    /// <summary>
    /// Stores a manifest, under <paramref name="tag"/> when one is given. When it has a subject, it is listed among the
    /// subject's referrers afterwards, by whatever means the repository has.
    /// </summary>
    Task<PushedManifest> PushManifestAsync(
        Descriptor descriptor,
        ReadOnlyMemory<byte> content,
        string? tag = null,
        CancellationToken cancellationToken = default);

    /// <summary>Points a tag at a manifest that is already there.</summary>
    Task TagAsync(Descriptor descriptor, string tag, CancellationToken cancellationToken = default);

    /// <summary>
    /// The same for a manifest that was fetched before, which need not be fetched again. Unlike a push it leaves the list
    /// of its subject's referrers alone.
    /// </summary>
    Task TagAsync(Manifest manifest, string tag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return TagAsync(manifest.Descriptor, tag, cancellationToken);
    }

    /// <summary>
    /// Points a tag at a manifest that is there, if it still names what the caller saw: <paramref name="from"/>, or nothing
    /// when that is null. A layout compares and moves in one step. A registry is asked to, by a conditional request; one that
    /// knows no conditions is asked for the tag right before.
    /// </summary>
    /// <returns>False when the tag names something else, and was left alone.</returns>
    async Task<bool> MoveTagAsync(
        Manifest manifest, string tag, Digest? from, CancellationToken cancellationToken = default)
    {
        Digest? current;
        try
        {
            current = (await ResolveAsync(tag, cancellationToken).ConfigureAwait(false)).Digest;
        }
        catch (OciException e) when (e.Error == OciError.NotFound)
        {
            current = null;
        }

        if (current != from)
        {
            return false;
        }

        await TagAsync(manifest, tag, cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Tags in the repository's order, those after <paramref name="last"/> only.</summary>
    IAsyncEnumerable<string> ListTagsAsync(string? last = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Descriptors of the manifests that name <paramref name="subject"/> as theirs, with <c>artifactType</c> and
    /// <c>annotations</c>. An entry is a claim of the registry until its manifest was fetched (attack A12).
    /// An empty list means that there are none; everything else throws (attack A9, A10).
    /// </summary>
    IAsyncEnumerable<Descriptor> ListReferrersAsync(
        Digest subject, string? artifactType = null, CancellationToken cancellationToken = default);

    /// <summary>Removes a manifest and every tag that points at it, and takes it off its subject's referrers.</summary>
    Task DeleteManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default);

    /// <summary>Removes a blob.</summary>
    Task DeleteBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default);
}
