using System.Security.Cryptography;
using Signet.Oci.Files;
using Signet.Oci.Manifests;

namespace Signet.Oci.Layout;

/// <summary>
/// The files of one layout directory. A blob appears under its name complete, checked and on the disk, or not at all;
/// <c>index.json</c> is changed by one process at a time and replaced as a whole.
/// </summary>
internal sealed class LayoutFiles(string root, OciLimits limits, TimeProvider timeProvider)
{
    private const int CopyBuffer = 256 * 1024;
    private const string IngestPrefix = "signet-";

    /// <summary>Longest wait for another process that changes the index; a change takes milliseconds.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A living writer holds its ingest file open and locked until just before the rename; this long after its last byte
    /// an unlocked file belongs to nobody.
    /// </summary>
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(1);

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

    /// <summary>Reads <c>index.json</c> as it is now.</summary>
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
            await AtomicFile.WriteAsync(IndexFile, index.Write(), AtomicFile.Shared, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>True when the blob is there with the descriptor's size.</summary>
    public bool HasBlob(Descriptor descriptor) =>
        new FileInfo(BlobFile(descriptor.Digest)) is { Exists: true } file && file.Length == descriptor.Size;

    /// <summary>Reads a blob of at most <paramref name="maxBytes"/> and checks its size and digest.</summary>
    public async Task<byte[]> ReadBlobAsync(Descriptor descriptor, int maxBytes, CancellationToken cancellationToken)
    {
        if (descriptor.Size > maxBytes)
        {
            throw new OciException(
                OciError.LimitExceeded,
                $"content {descriptor.Digest} has {descriptor.Size} bytes, more than the limit of {maxBytes}");
        }

        var content = await BoundedReader.ReadFileAsync(BlobFile(descriptor.Digest), maxBytes, cancellationToken)
            .ConfigureAwait(false);
        ManifestReader.CheckContent(descriptor, content);
        return content;
    }

    /// <summary>Stores a blob from <paramref name="source"/>, which must have the descriptor's size and digest.</summary>
    public async Task WriteBlobAsync(Descriptor descriptor, Stream source, CancellationToken cancellationToken)
    {
        var target = BlobFile(descriptor.Digest);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Directory.CreateDirectory(IngestDirectory);
        var temporary = Path.Combine(
            IngestDirectory, $"{IngestPrefix}{descriptor.Digest.Hex}_{RandomNumberGenerator.GetHexString(16, true)}");
        try
        {
            var file = AtomicFile.CreateNew(temporary);
            await using (file.ConfigureAwait(false))
            {
                await CopyAsync(descriptor, source, file, cancellationToken).ConfigureAwait(false);
                AtomicFile.Finish(file, AtomicFile.Immutable);
            }

            // Somebody else may have stored the same content meanwhile: the same bytes, so it does not matter whose stay.
            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            AtomicFile.TryDelete(temporary);
            throw;
        }

        DirectorySync.Flush(Path.GetDirectoryName(target)!);
    }

    private Task<FileLock> LockAsync(CancellationToken cancellationToken) => FileLock.AcquireAsync(
        Path.Combine(IngestDirectory, "index.lock"), LockTimeout, timeProvider, cancellationToken);

    private static async Task CopyAsync(
        Descriptor descriptor, Stream source, FileStream file, CancellationToken cancellationToken)
    {
        using var hash = descriptor.Digest.CreateHash();
        var buffer = new byte[(int)Math.Clamp(descriptor.Size + 1, 1, CopyBuffer)];
        var length = 0L;
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            length += read;
            if (length > descriptor.Size)
            {
                break;
            }

            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        if (length != descriptor.Size)
        {
            throw new OciException(
                OciError.ContentMismatch,
                $"content of {descriptor.Digest} has {(length > descriptor.Size ? "more" : "fewer")} than the "
                + $"{descriptor.Size} bytes of its descriptor");
        }

        if (Digest.FromHash(descriptor.Digest.Algorithm, hash.GetHashAndReset()) != descriptor.Digest)
        {
            throw new OciException(OciError.ContentMismatch, $"content does not have the digest {descriptor.Digest}");
        }
    }

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
            if (timeProvider.GetUtcNow() - File.GetLastWriteTimeUtc(file) < AbandonedAfter)
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
