using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Oci.Archives;

/// <summary>
/// An OCI image layout in a tar archive, as <c>backup</c> writes it and <c>docker save</c> does. It is read where it lies;
/// everything that would change it is <see cref="OciError.Unsupported"/>. A compressed archive cannot be read this way.
/// </summary>
public sealed class ArchivedLayoutRepository : ReadOnlyRepository, IRepository
{
    private ArchivedLayoutRepository(string path, ArchivedLayoutContent content, OciLimits limits)
    {
        Name = path;
        Content = content;
        Limits = limits;
        Reader = new LayoutReader(path, content, limits);
    }

    /// <inheritdoc/>
    public string Name { get; }

    internal ArchivedLayoutContent Content { get; }

    internal LayoutReader Reader { get; }

    internal OciLimits Limits { get; }

    /// <summary>Opens the archive at <paramref name="path"/> and reads what is where in it.</summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.NotFound"/>: no such file, or no layout in it. <see cref="OciError.Malformed"/>: no tar archive.
    /// <see cref="OciError.Unsupported"/>: a layout of another version.
    /// </exception>
    public static Task<ArchivedLayoutRepository> OpenAsync(
        string path, OciLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        limits ??= OciLimits.Default;
        return LayoutFault.GuardAsync(path, async () =>
        {
            var content = await ArchivedLayoutContent.OpenAsync(path, limits, cancellationToken).ConfigureAwait(false);
            try
            {
                LayoutRepository.CheckVersion(
                    path, await content.ReadFileAsync("oci-layout", limits.ManifestBytes, cancellationToken).ConfigureAwait(false));
            }
            catch (FileNotFoundException e)
            {
                throw new OciException(
                    OciError.NotFound, $"{path} is not an OCI image layout: it has no file named oci-layout", e);
            }

            return new ArchivedLayoutRepository(path, content, limits);
        });
    }

    /// <inheritdoc/>
    public Task<Descriptor> ResolveAsync(string reference, CancellationToken cancellationToken = default) =>
        Reader.ResolveAsync(reference, cancellationToken);

    /// <inheritdoc/>
    public async Task<Manifest> FetchManifestAsync(string reference, CancellationToken cancellationToken = default) =>
        await FetchManifestAsync(
            await ResolveAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<Manifest> FetchManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        Reader.FetchManifestAsync(descriptor, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> FetchBlobAsync(
        Descriptor descriptor, int maxBytes, CancellationToken cancellationToken = default) =>
        Reader.FetchBlobAsync(descriptor, maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Task<Descriptor> ResolveBlobAsync(Digest digest, CancellationToken cancellationToken = default) =>
        Reader.ResolveBlobAsync(digest);

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        Reader.OpenBlobAsync(descriptor);

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        Reader.ExistsAsync(descriptor);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListTagsAsync(string? last = null, CancellationToken cancellationToken = default) =>
        Reader.ListTagsAsync(last, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Descriptor> ListReferrersAsync(
        Digest subject, string? artifactType = null, CancellationToken cancellationToken = default) =>
        Reader.ListReferrersAsync(subject, artifactType, cancellationToken);

    /// <summary>An archive has nothing to prepare.</summary>
    public IUploadPreparation PrepareUploads(int count, CancellationToken cancellationToken = default) =>
        NothingPrepared.Instance;

    private protected override OciException Refusal() => new(
        OciError.Unsupported,
        $"{Name} is an archive and cannot be changed: unpack it into a directory, which is a layout that can");
}
