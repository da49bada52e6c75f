using System.Security.Cryptography;
using Signet.Oci.Files;

namespace Signet.Oci.Layout;

/// <summary>
/// The files of one layout directory. A blob appears under its name complete, checked and on the disk, or not at all;
/// <c>index.json</c> is changed by one process at a time and replaced as a whole.
/// </summary>
internal sealed class LayoutFiles(string root, OciLimits limits, TimeProvider timeProvider) : ILayoutContent
{
    private const string IngestPrefix = "signet-";

    /// <summary>What a killed copy left of a large blob, under a name the next one finds.</summary>
    private const string PartialPrefix = IngestPrefix + "partial-";

    /// <summary>Longest wait for another process that changes the index; a change takes milliseconds.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A living writer holds its ingest file open and locked until just before the rename; this long after its last byte
    /// an unlocked file belongs to nobody.
    /// </summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(1);

    /// <summary>A copy that was killed is repeated the same day, or never.</summary>
    private static readonly TimeSpan PartialKeptFor = TimeSpan.FromDays(1);

    private readonly Lock _dirtyGate = new();
    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);

    /// <summary>The only version of the layout there is (image-spec, image-layout.md).</summary>
    private static ReadOnlySpan<byte> LayoutContent => """{"imageLayoutVersion":"1.0.0"}"""u8;

    public string LayoutFile => Path.Combine(root, "oci-layout");

    public string IndexFile => Path.Combine(root, "index.json");

    /// <summary>Where blobs are written before they get their name; <c>oras</c> and <c>notation</c> use it too.</summary>
    public string IngestDirectory => Path.Combine(root, "ingest");

    /// <summary>Path of a blob. The digest's grammar leaves no room for a separator or a dot.</summary>
    public string BlobFile(Digest digest) => Path.Combine(root, "blobs", digest.Algorithm, digest.Hex);

    /// <summary>Makes the files of an empty layout, those that are missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(root, "blobs", "sha256"));
        Directory.CreateDirectory(IngestDirectory);
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        if (!File.Exists(IndexFile))
        {
            await AtomicFile.WriteAsync(IndexFile, LayoutIndex.Empty.Write(), AtomicFile.Shared, cancellationToken)
                .ConfigureAwait(false);
        }

        // Last, for it is what makes the directory a layout.
        if (!File.Exists(LayoutFile))
        {
            await AtomicFile.WriteAsync(LayoutFile, LayoutContent.ToArray(), AtomicFile.Shared, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<LayoutIndex> ReadIndexAsync(CancellationToken cancellationToken)
    {
        var content = await BoundedReader.ReadFileAsync(IndexFile, limits.LayoutIndexBytes, cancellationToken)
            .ConfigureAwait(false);
        try
        {
            return LayoutIndex.Read(content, limits);
        }
        catch (OciException e) when (e.Error is OciError.Malformed or OciError.ContentMismatch)
        {
            throw new OciException(OciError.Malformed, $"invalid OCI image index {IndexFile}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Changes <c>index.json</c> under the lock of the layout. <paramref name="change"/> says whether there is anything
    /// to write.
    /// </summary>
    public async Task ChangeIndexAsync(
        Func<LayoutIndex, CancellationToken, Task<bool>> change, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(IngestDirectory);
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        RemoveLeftovers();
        var index = await ReadIndexAsync(cancellationToken).ConfigureAwait(false);
        if (await change(index, cancellationToken).ConfigureAwait(false))
        {
            // First the names of the blobs, then the index that lists them.
            FlushDirectories();
            await AtomicFile.WriteAsync(IndexFile, index.Write(), AtomicFile.Shared, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public bool HasBlob(Descriptor descriptor) =>
        new FileInfo(BlobFile(descriptor.Digest)) is { Exists: true } file && file.Length == descriptor.Size;

    /// <inheritdoc/>
    public Task<byte[]> ReadAsync(Digest digest, int maxBytes, CancellationToken cancellationToken) =>
        BoundedReader.ReadFileAsync(BlobFile(digest), maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Stream Open(Digest digest, long offset)
    {
        var file = BoundedReader.OpenFile(BlobFile(digest));
        file.Position = offset;
        return file;
    }

    /// <summary>Stores a blob from <paramref name="source"/>, which must have the descriptor's size and digest.</summary>
    public async Task WriteBlobAsync(Descriptor descriptor, Stream source, CancellationToken cancellationToken)
    {
        var temporary = NewTemporary(descriptor);
        try
        {
            var file = AtomicFile.CreateNew(temporary);
            await using (file.ConfigureAwait(false))
            {
                await VerifiedCopy.RunAsync(descriptor, source, file.SafeFileHandle, 0, 0, null, cancellationToken)
                    .ConfigureAwait(false);
                AtomicFile.Finish(file, AtomicFile.Immutable);
            }

            Place(temporary, descriptor);
        }
        catch
        {
            AtomicFile.TryDelete(temporary);
            throw;
        }

        FlushDirectories();
    }

    /// <summary>A name in the ingest directory that nobody else has; makes the directories.</summary>
    public string NewTemporary(Descriptor descriptor)
    {
        MakeDirectories(descriptor);
        return Path.Combine(
            IngestDirectory, $"{IngestPrefix}{descriptor.Digest.Hex}_{RandomNumberGenerator.GetHexString(16, true)}");
    }

    /// <summary>
    /// Gives a finished and synced file its name. The name itself is durable after <see cref="FlushDirectories"/>, which
    /// comes before anything that lists it.
    /// </summary>
    public void Place(string temporary, Descriptor descriptor)
    {
        // Somebody else may have stored the same content meanwhile: the same bytes, so it does not matter whose stay.
        var target = BlobFile(descriptor.Digest);
        File.Move(temporary, target, overwrite: true);
        lock (_dirtyGate)
        {
            _dirty.Add(Path.GetDirectoryName(target)!);
        }
    }

    /// <summary>Makes the names of all blobs placed so far durable.</summary>
    public void FlushDirectories()
    {
        string[] dirty;
        lock (_dirtyGate)
        {
            dirty = [.. _dirty];
            _dirty.Clear();
        }

        foreach (var directory in dirty)
        {
            DirectorySync.Flush(directory);
        }
    }

    /// <summary>
    /// Opens the file in which a large blob is collected under a name of its own, at its end, so that a copy goes on where
    /// a killed one stopped; null when another copy is at it.
    /// </summary>
    /// <remarks>
    /// Opening, renaming and removing such a file happen under the layout's lock and with the file locked: nobody can open
    /// one that is about to become a blob and write into it afterwards. Its name can be foretold, and a layout may come from
    /// others: a link in its place would have the blob written over whatever it leads to (attack H4), so it goes.
    /// </remarks>
    public async Task<FileStream?> OpenPartialAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        MakeDirectories(descriptor);
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var options = new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.Asynchronous,
                BufferSize = 0,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = AtomicFile.Private;
            }

            var path = PartialFile(descriptor);
            if (new FileInfo(path).LinkTarget is not null)
            {
                File.Delete(path);
            }

            return new FileStream(path, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Turns a finished partial file into the blob; closes it.</summary>
    public async Task PlacePartialAsync(FileStream file, Descriptor descriptor, CancellationToken cancellationToken)
    {
        using var held = await LockAsync(cancellationToken).ConfigureAwait(false);
        if (OperatingSystem.IsWindows())
        {
            await file.DisposeAsync().ConfigureAwait(false); // An open file has no other name there.
        }

        Place(PartialFile(descriptor), descriptor);
        await file.DisposeAsync().ConfigureAwait(false);
    }

    private string PartialFile(Descriptor descriptor) => Path.Combine(
        IngestDirectory, $"{PartialPrefix}{descriptor.Digest.Algorithm}-{descriptor.Digest.Hex}");

    private void MakeDirectories(Descriptor descriptor)
    {
        var blobs = Path.GetDirectoryName(BlobFile(descriptor.Digest))!;
        if (Directory.Exists(blobs) && Directory.Exists(IngestDirectory))
        {
            return; // A look costs less than an attempt to create.
        }

        Directory.CreateDirectory(blobs);
        Directory.CreateDirectory(IngestDirectory);
    }

    private Task<FileLock> LockAsync(CancellationToken cancellationToken) => FileLock.AcquireAsync(
        Path.Combine(IngestDirectory, "index.lock"), LockTimeout, timeProvider, cancellationToken);

    /// <summary>
    /// Removes what killed writers left. Under the lock nobody else writes an index, and files of other programs are not
    /// ours to judge.
    /// </summary>
    private void RemoveLeftovers()
    {
        foreach (var file in Directory.EnumerateFiles(root, ".index.json.*.tmp"))
        {
            AtomicFile.TryDelete(file);
        }

        foreach (var file in Directory.EnumerateFiles(IngestDirectory, IngestPrefix + "*"))
        {
            if (IsAbandoned(file))
            {
                AtomicFile.TryDelete(file);
            }
        }
    }

    private bool IsAbandoned(string file)
    {
        try
        {
            var keptFor = Path.GetFileName(file).StartsWith(PartialPrefix, StringComparison.Ordinal)
                ? PartialKeptFor
                : AbandonedAfter;
            if (timeProvider.GetUtcNow() - File.GetLastWriteTimeUtc(file) < keptFor)
            {
                return false;
            }

            using var unlocked = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None, bufferSize: 0);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
