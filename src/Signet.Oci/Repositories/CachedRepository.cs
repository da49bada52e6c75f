using Signet.Oci.Graph.Transfer;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;

namespace Signet.Oci.Repositories;

/// <summary>
/// Reads another repository and keeps what it read in a folder, <c>blobs</c> of an OCI image layout, where the next reader
/// finds it; what <c>oras</c> kept there is found as well. What a tag names, and which content there is, is always asked of the
/// repository. Nothing kept is believed: it is checked at each use, and what is damaged is fetched anew. A large blob whose
/// transfer was killed goes on where it stopped. It is for reading; what would change the repository is
/// <see cref="OciError.Unsupported"/>.
/// </summary>
public sealed class CachedRepository : ReadOnlyRepository, IRepository, IDisposable
{
    private readonly IRepository _inner;
    private readonly RepositorySource _source;
    private readonly string _folder;
    private readonly LayoutFiles _files;
    private readonly LayoutReader _reader;
    private readonly BlobIngest _ingest;
    private readonly OciLimits _limits;

    /// <summary>Keeps what is read from <paramref name="inner"/> in <paramref name="folder"/>.</summary>
    /// <param name="inner">The repository.</param>
    /// <param name="folder">A folder, which is made when the first content is kept.</param>
    /// <param name="limits">The caps of manifests.</param>
    /// <param name="timeProvider">The clock that tells leftovers of killed processes.</param>
    public CachedRepository(IRepository inner, string folder, OciLimits limits, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        _inner = inner;
        _source = new RepositorySource(inner);
        _folder = folder;
        _limits = limits;
        _files = new LayoutFiles(Path.GetFullPath(folder), limits, timeProvider);
        _reader = new LayoutReader(folder, _files, limits);
        _ingest = new BlobIngest(_files);
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <summary>Told how many bytes of a blob were fetched so far; called on many threads at once.</summary>
    public Action<Descriptor, long>? Fetched { get; set; }

    /// <inheritdoc/>
    public Task<Descriptor> ResolveAsync(string reference, CancellationToken cancellationToken = default) =>
        _inner.ResolveAsync(reference, cancellationToken);

    /// <inheritdoc/>
    public async Task<Manifest> FetchManifestAsync(string reference, CancellationToken cancellationToken = default) =>
        await FetchManifestAsync(
            await _inner.ResolveAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<Manifest> FetchManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (await FindAsync(descriptor, _limits.ManifestBytes, cancellationToken).ConfigureAwait(false) is { } kept)
        {
            return ManifestReader.Read(descriptor, kept, _limits);
        }

        var manifest = await _inner.FetchManifestAsync(descriptor, cancellationToken).ConfigureAwait(false);
        await KeepAsync(descriptor, manifest.Content, cancellationToken).ConfigureAwait(false);
        return manifest;
    }

    /// <inheritdoc/>
    public async Task<byte[]> FetchBlobAsync(
        Descriptor descriptor, int maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (await FindAsync(descriptor, maxBytes, cancellationToken).ConfigureAwait(false) is { } kept)
        {
            return kept;
        }

        var content = await _inner.FetchBlobAsync(descriptor, maxBytes, cancellationToken).ConfigureAwait(false);
        await KeepAsync(descriptor, content, cancellationToken).ConfigureAwait(false);
        return content;
    }

    /// <summary>The blob, once all of it is kept and known to be whole.</summary>
    public async Task<Stream> OpenBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        if (!await IsWholeAsync(descriptor, cancellationToken).ConfigureAwait(false))
        {
            await GuardAsync(descriptor, async () =>
            {
                var stored = await _ingest.WriteAsync(
                    descriptor,
                    (offset, hashed, ct) => _source.OpenAsync(descriptor, offset, hashed, ct),
                    bytes => Fetched?.Invoke(descriptor, bytes),
                    cancellationToken).ConfigureAwait(false);
                await stored.ConfigureAwait(false);
            }).ConfigureAwait(false);
        }

        return await _reader.OpenBlobAsync(descriptor).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Descriptor> ResolveBlobAsync(Digest digest, CancellationToken cancellationToken = default) =>
        _inner.ResolveBlobAsync(digest, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        _inner.ExistsAsync(descriptor, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListTagsAsync(string? last = null, CancellationToken cancellationToken = default) =>
        _inner.ListTagsAsync(last, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Descriptor> ListReferrersAsync(
        Digest subject, string? artifactType = null, CancellationToken cancellationToken = default) =>
        _inner.ListReferrersAsync(subject, artifactType, cancellationToken);

    /// <summary>Nothing is going to be pushed.</summary>
    public IUploadPreparation PrepareUploads(int count, CancellationToken cancellationToken = default) =>
        NothingPrepared.Instance;

    /// <summary>The repository stays open; whoever opened it closes it.</summary>
    public void Dispose() => _ingest.Dispose();

    /// <summary>What is kept; null when it is not, is damaged, or is larger than is wanted.</summary>
    private async Task<byte[]?> FindAsync(Descriptor descriptor, int maxBytes, CancellationToken cancellationToken)
    {
        if (descriptor.Size > maxBytes || !_files.HasBlob(descriptor))
        {
            return null;
        }

        try
        {
            return await _reader.FetchBlobAsync(descriptor, maxBytes, cancellationToken).ConfigureAwait(false);
        }
        catch (OciException e) when (IsMiss(e))
        {
            return null;
        }
    }

    /// <summary>Reads what is kept once before it is used: whoever uses it cannot begin anew.</summary>
    private async Task<bool> IsWholeAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        if (!_files.HasBlob(descriptor))
        {
            return false;
        }

        try
        {
            var kept = await _reader.OpenBlobAsync(descriptor).ConfigureAwait(false);
            await using (kept.ConfigureAwait(false))
            {
                await kept.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (OciException e) when (IsMiss(e))
        {
            return false;
        }
    }

    private Task KeepAsync(Descriptor descriptor, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        GuardAsync(descriptor, async () =>
        {
            using var source = new MemoryStream(content.ToArray(), writable: false);
            await _files.WriteBlobAsync(descriptor, source, cancellationToken).ConfigureAwait(false);
        });

    private async Task GuardAsync(Descriptor descriptor, Func<Task> keep)
    {
        try
        {
            await keep().ConfigureAwait(false);
        }
        catch (Exception e) when (LayoutFault.IsOfFileSystem(e))
        {
            throw new OciException(
                OciError.Refused,
                $"cannot keep {descriptor.Digest} in the cache {_folder}: {e.Message} Name a folder that can be written, or none",
                e);
        }
    }

    /// <summary>True for content that is damaged, or was removed between two looks.</summary>
    private static bool IsMiss(OciException e) => e.Error is OciError.ContentMismatch or OciError.NotFound;

    private protected override OciException Refusal() => new(
        OciError.Unsupported, $"{Name} is only being read here: use the repository itself to change it");
}
