using System.Security.Cryptography;
using System.Text.Json;
using Signet.Json;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Oci.Layout;

/// <summary>
/// An OCI image layout on disk (image-spec, image-layout.md). Any number of processes may use one layout at a time, and
/// one that is killed leaves it whole. Reading needs no write permission.
/// </summary>
public sealed class LayoutRepository : IRepository
{
    private readonly LayoutFiles _files;
    private readonly LayoutReader _reader;
    private readonly OciLimits _limits;

    private LayoutRepository(string path, LayoutFiles files, OciLimits limits)
    {
        Name = path;
        _files = files;
        _reader = new LayoutReader(path, files, limits);
        _limits = limits;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The files, for a copy that stores many at once.</summary>
    internal LayoutFiles Files => _files;

    internal LayoutReader Reader => _reader;

    /// <summary>The caps it was opened with.</summary>
    internal OciLimits Limits => _limits;

    /// <summary>Opens the layout in the directory <paramref name="path"/>.</summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.NotFound"/>: no such directory, or it holds no layout. <see cref="OciError.Unsupported"/>: a
    /// layout of another version. <see cref="OciError.Malformed"/>: not a directory, or <c>oci-layout</c> is damaged.
    /// </exception>
    public static Task<LayoutRepository> OpenAsync(string path, CancellationToken cancellationToken = default) =>
        OpenAsync(path, OciLimits.Default, TimeProvider.System, cancellationToken);

    /// <inheritdoc cref="OpenAsync(string, CancellationToken)"/>
    public static async Task<LayoutRepository> OpenAsync(
        string path, OciLimits limits, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentNullException.ThrowIfNull(timeProvider);
        if (File.Exists(path))
        {
            throw new OciException(OciError.Malformed, $"the input path is not a directory: {path}");
        }

        if (!Directory.Exists(path))
        {
            throw new OciException(
                OciError.NotFound,
                $"stat {path}: no such file or directory: an OCI image layout is a directory, check the path before the tag");
        }

        var files = new LayoutFiles(Path.GetFullPath(path), limits, timeProvider);
        try
        {
            CheckVersion(path, await BoundedReader.ReadFileAsync(files.LayoutFile, limits.ManifestBytes, cancellationToken)
                .ConfigureAwait(false));
        }
        catch (FileNotFoundException e)
        {
            throw new OciException(
                OciError.NotFound, $"{path} is not an OCI image layout: it has no file named oci-layout", e);
        }
        catch (Exception e) when (LayoutFault.IsOfFileSystem(e))
        {
            throw LayoutFault.Of(e, files.LayoutFile);
        }

        return new LayoutRepository(path, files, limits);
    }

    /// <summary>Opens the layout in the directory <paramref name="path"/>, or makes an empty one there.</summary>
    /// <exception cref="OciException">It cannot be made, or is there and cannot be opened.</exception>
    public static Task<LayoutRepository> CreateAsync(string path, CancellationToken cancellationToken = default) =>
        CreateAsync(path, OciLimits.Default, TimeProvider.System, cancellationToken);

    /// <inheritdoc cref="CreateAsync(string, CancellationToken)"/>
    public static async Task<LayoutRepository> CreateAsync(
        string path, OciLimits limits, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (File.Exists(path))
        {
            throw new OciException(OciError.Malformed, $"the input path is not a directory: {path}");
        }

        var files = new LayoutFiles(Path.GetFullPath(path), limits, timeProvider);
        try
        {
            await files.CreateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (LayoutFault.IsOfFileSystem(e))
        {
            throw LayoutFault.Of(e, path);
        }

        return await OpenAsync(path, limits, timeProvider, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<Descriptor> ResolveAsync(string reference, CancellationToken cancellationToken = default) =>
        _reader.ResolveAsync(reference, cancellationToken);

    /// <inheritdoc/>
    public async Task<Manifest> FetchManifestAsync(string reference, CancellationToken cancellationToken = default) =>
        await FetchManifestAsync(
            await ResolveAsync(reference, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public Task<Manifest> FetchManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        _reader.FetchManifestAsync(descriptor, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> FetchBlobAsync(
        Descriptor descriptor, int maxBytes, CancellationToken cancellationToken = default) =>
        _reader.FetchBlobAsync(descriptor, maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        _reader.OpenBlobAsync(descriptor);

    /// <inheritdoc cref="LayoutReader.OpenBlobAsync(Descriptor, long, IncrementalHash)"/>
    internal Task<Stream> OpenBlobAsync(Descriptor descriptor, long offset, IncrementalHash hashed) =>
        _reader.OpenBlobAsync(descriptor, offset, hashed);

    /// <inheritdoc/>
    public Task<Descriptor> ResolveBlobAsync(Digest digest, CancellationToken cancellationToken = default) =>
        _reader.ResolveBlobAsync(digest);

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        _reader.ExistsAsync(descriptor);

    /// <inheritdoc/>
    /// <remarks>A layout has nothing to prepare.</remarks>
    public IUploadPreparation PrepareUploads(int count, CancellationToken cancellationToken = default) =>
        NothingPrepared.Instance;

    /// <inheritdoc/>
    public Task PushBlobAsync(
        Descriptor descriptor,
        Func<CancellationToken, ValueTask<Stream>> open,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentNullException.ThrowIfNull(open);
        return LayoutFault.GuardAsync($"cannot store {descriptor.Digest} in the layout {Name}", async () =>
        {
            if (!_files.HasBlob(descriptor))
            {
                var source = await open(cancellationToken).ConfigureAwait(false);
                await using (source.ConfigureAwait(false))
                {
                    await _files.WriteBlobAsync(descriptor, source, cancellationToken).ConfigureAwait(false);
                }
            }

            return true;
        });
    }

    /// <summary>A layout has no neighbours to take from.</summary>
    public Task<bool> MountBlobAsync(
        Descriptor descriptor, string fromRepository, CancellationToken cancellationToken = default) =>
        Task.FromResult(false);

    /// <inheritdoc/>
    public Task<PushedManifest> PushManifestAsync(
        Descriptor descriptor,
        ReadOnlyMemory<byte> content,
        string? tag = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        var manifest = ManifestReader.Read(descriptor, content, _limits);
        return LayoutFault.GuardAsync($"cannot store {descriptor.Digest} in the layout {Name}", async () =>
        {
            CheckTag(tag);
            using var source = new MemoryStream(content.ToArray(), writable: false);
            if (!_files.HasBlob(descriptor))
            {
                await _files.WriteBlobAsync(descriptor, source, cancellationToken).ConfigureAwait(false);
            }

            var entry = IndexEntry(descriptor, manifest);
            await _files.ChangeIndexAsync(
                (index, _) => Task.FromResult(index.Add(entry) | (tag is not null && index.Tag(entry, tag))),
                cancellationToken).ConfigureAwait(false);
            return new PushedManifest { Descriptor = descriptor };
        });
    }

    /// <inheritdoc/>
    public Task TagAsync(Descriptor descriptor, string tag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return LayoutFault.GuardAsync($"{descriptor.Digest} in the layout {Name}", async () =>
        {
            CheckTag(tag);
            var manifest = await FetchManifestAsync(descriptor, cancellationToken).ConfigureAwait(false);
            await _files.ChangeIndexAsync(
                (index, _) => Task.FromResult(index.Tag(IndexEntry(descriptor, manifest), tag)), cancellationToken)
                .ConfigureAwait(false);
            return true;
        });
    }

    /// <inheritdoc/>
    public Task<bool> MoveTagAsync(
        Manifest manifest, string tag, Digest? from, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return LayoutFault.GuardAsync($"{manifest.Descriptor.Digest} in the layout {Name}", async () =>
        {
            CheckTag(tag);
            if (!_files.HasBlob(manifest.Descriptor))
            {
                throw new FileNotFoundException();
            }

            var isMoved = false;
            await _files.ChangeIndexAsync(
                (index, _) =>
                {
                    var named = index.FindTag(tag).Select(entry => entry.Digest).Distinct().ToList();
                    isMoved = from is { } old ? named is [var only] && only == old : named.Count == 0;
                    return Task.FromResult(isMoved && index.Tag(IndexEntry(manifest.Descriptor, manifest), tag));
                },
                cancellationToken).ConfigureAwait(false);
            return isMoved;
        });
    }

    /// <summary>Tags in ascending order of their UTF-8 bytes, those after <paramref name="last"/> only.</summary>
    public IAsyncEnumerable<string> ListTagsAsync(string? last = null, CancellationToken cancellationToken = default) =>
        _reader.ListTagsAsync(last, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Descriptor> ListReferrersAsync(
        Digest subject, string? artifactType = null, CancellationToken cancellationToken = default) =>
        _reader.ListReferrersAsync(subject, artifactType, cancellationToken);

    /// <inheritdoc/>
    public Task DeleteManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return LayoutFault.GuardAsync($"{descriptor.Digest} in the layout {Name}", async () =>
        {
            await _files.ChangeIndexAsync(
                (index, _) =>
                {
                    // Off the list first: a kill in between leaves an unlisted blob, never an entry without one.
                    var listed = index.Remove(descriptor.Digest);
                    return listed || _files.HasBlob(descriptor)
                        ? Task.FromResult(listed)
                        : throw new FileNotFoundException();
                },
                cancellationToken).ConfigureAwait(false);
            File.Delete(_files.BlobFile(descriptor.Digest));
            return true;
        });
    }

    /// <inheritdoc/>
    public Task DeleteBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return LayoutFault.GuardAsync($"{descriptor.Digest} in the layout {Name}", () =>
        {
            var file = _files.BlobFile(descriptor.Digest);
            if (!File.Exists(file))
            {
                throw new FileNotFoundException();
            }

            File.Delete(file);
            return Task.FromResult(true);
        });
    }

    internal static void CheckVersion(string path, byte[] content)
    {
        string? version = null;
        if (StrictJson.FindFault(content) is null)
        {
            using var document = JsonDocument.Parse(content);
            version = document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("imageLayoutVersion", out var value)
                && value.ValueKind == JsonValueKind.String
                    ? value.GetString()
                    : null;
        }

        if (version is null)
        {
            throw new OciException(OciError.Malformed, $"the file oci-layout of {path} states no imageLayoutVersion");
        }

        if (version != "1.0.0")
        {
            throw new OciException(
                OciError.Unsupported, $"the OCI image layout {path} has version \"{version}\"; only 1.0.0 is known");
        }
    }

    /// <summary>Text that reads as a digest would never be found as a tag.</summary>
    internal static void CheckTag(string? tag)
    {
        if (tag is not null && (tag.Length == 0 || Digest.TryParse(tag, out _)))
        {
            throw new OciException(OciError.Refused, $"\"{tag}\" cannot be a tag");
        }
    }

    /// <summary>
    /// What <c>index.json</c> says about a manifest: the platform it was pushed with; for an artifact its type and
    /// annotations, as <c>oras</c> and <c>notation</c> write them.
    /// </summary>
    internal static Descriptor IndexEntry(Descriptor descriptor, Manifest manifest)
    {
        var isArtifact = manifest.ArtifactType is not null || manifest.Subject is not null;
        var entry = isArtifact ? ManifestWriter.ReferrerEntry(manifest) : descriptor.Bare();
        return entry with { Platform = descriptor.Platform };
    }
}
