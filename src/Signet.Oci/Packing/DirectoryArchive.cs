using System.Buffers;
using System.Security.Cryptography;
using Signet.Oci.Archives;
using Signet.Oci.Archives.Compression;
using Signet.Oci.Files;
using Signet.Oci.Manifests;

namespace Signet.Oci.Packing;

/// <summary>
/// Packs a directory into a compressed tar archive, entry by entry as <c>oras</c> does: in the order of names, the directory
/// itself first; owners left out; links kept as links, hard links as files of their own. Archive and compression are byte for
/// byte those of Go, so that one directory has one digest whoever pushes it.
/// </summary>
internal static class DirectoryArchive
{
    private const int BufferSize = 256 * 1024;

    private delegate ValueTask ArchiveWriter(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>What was packed.</summary>
    /// <param name="Path">The compressed archive.</param>
    /// <param name="Digest">Its digest.</param>
    /// <param name="Size">Its size.</param>
    /// <param name="ArchiveDigest">The digest of the archive before it was compressed.</param>
    public sealed record Packed(string Path, Digest Digest, long Size, Digest ArchiveDigest);

    /// <summary>
    /// Packs <paramref name="directory"/> under the name <paramref name="title"/> into a new file, and tells
    /// <paramref name="packed"/> how long the archive is.
    /// </summary>
    public static async Task<Packed> WriteAsync(
        string directory,
        string title,
        string target,
        bool keepsTimes,
        OciLimits limits,
        Action<long>? packed,
        CancellationToken cancellationToken)
    {
        var length = 0L;
        try
        {
            var file = AtomicFile.CreateNew(target);
            await using (file.ConfigureAwait(false))
            {
                using var compressedHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                using var archiveHash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                var gzip = new GzipWriter((bytes, ct) =>
                {
                    compressedHash.AppendData(bytes.Span);
                    return file.WriteAsync(bytes, ct);
                });
                var archive = new ArchiveWriter((bytes, ct) =>
                {
                    archiveHash.AppendData(bytes.Span);
                    packed?.Invoke(length += bytes.Length);
                    return gzip.WriteAsync(bytes, ct);
                });
                await WriteTreeAsync(archive, directory, title, keepsTimes, limits, cancellationToken).ConfigureAwait(false);
                await archive(TarHeader.End, cancellationToken).ConfigureAwait(false);
                await gzip.FinishAsync(cancellationToken).ConfigureAwait(false);
                return new Packed(
                    target,
                    Digest.FromHash("sha256", compressedHash.GetHashAndReset()),
                    file.Length,
                    Digest.FromHash("sha256", archiveHash.GetHashAndReset()));
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OciException(OciError.Refused, $"the directory {title} cannot be packed: {e.Message}", e);
        }
    }

    private static async Task WriteTreeAsync(
        ArchiveWriter archive, string root, string title, bool keepsTimes, OciLimits limits, CancellationToken cancellationToken)
    {
        var entries = 0;

        // Depth first without recursion; the last pushed is the next in order.
        var open = new Stack<(FileSystemInfo Info, string Name)>();
        open.Push((new DirectoryInfo(root), title));
        while (open.TryPop(out var entry))
        {
            if (++entries > limits.ArchiveEntries)
            {
                throw new OciException(
                    OciError.LimitExceeded, $"the directory {title} has more than the limit of {limits.ArchiveEntries} entries");
            }

            await WriteEntryAsync(archive, entry.Info, entry.Name, entries == 1, keepsTimes, cancellationToken).ConfigureAwait(false);
            if (entry.Info is DirectoryInfo directory && (entries == 1 || directory.LinkTarget is null))
            {
                foreach (var child in directory.EnumerateFileSystemInfos()
                    .OrderByDescending(info => info.Name, Utf8Order.Instance))
                {
                    open.Push((child, SlashPath.Join(entry.Name, child.Name)));
                }
            }
        }
    }

    private static async Task WriteEntryAsync(
        ArchiveWriter archive, FileSystemInfo info, string name, bool isRoot, bool keepsTimes, CancellationToken cancellationToken)
    {
        var link = isRoot ? null : info.LinkTarget;
        var kind = link is not null ? TarEntryKind.SymbolicLink
            : info is DirectoryInfo ? TarEntryKind.Directory
            : (info.Attributes & (FileAttributes.Device | FileAttributes.System)) == 0 ? TarEntryKind.File
            : throw new OciException(OciError.Refused, $"{name} is neither file, directory nor link, and cannot be packed");
        var header = new TarEntry
        {
            Name = name,
            Kind = kind,
            Mode = Mode(info, kind),
            Modified = keepsTimes ? Seconds(info.LastWriteTimeUtc) : 0,
            LinkName = link is null ? "" : SlashPath.FromSystem(link),
        };
        if (kind != TarEntryKind.File)
        {
            await archive(TarHeader.Write(header), cancellationToken).ConfigureAwait(false);
            return;
        }

        var file = BoundedReader.OpenFile(info.FullName);
        await using (file.ConfigureAwait(false))
        {
            header = header with { Size = file.Length };
            await archive(TarHeader.Write(header), cancellationToken).ConfigureAwait(false);
            await CopyAsync(archive, file, header, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task CopyAsync(
        ArchiveWriter archive, FileStream file, TarEntry header, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var left = header.Size;
            int read;
            while ((read = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                left -= read;
                if (left < 0)
                {
                    break;
                }

                await archive(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            if (left != 0)
            {
                throw new IOException($"{header.Name} changed its size while it was read");
            }

            await archive(new byte[TarHeader.Padding(header.Size)], cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Mode(FileSystemInfo info, TarEntryKind kind) =>
        kind == TarEntryKind.SymbolicLink ? 0x1FF // 0777: a link has no mode of its own.
        : !OperatingSystem.IsWindows() ? (int)info.UnixFileMode
        : kind == TarEntryKind.Directory ? 0x1FF : 0x1B6;

    // Go rounds to the nearest second where the format has whole ones.
    private static long Seconds(DateTime time) =>
        (long)Math.Floor((time - DateTime.UnixEpoch).Ticks / (double)TimeSpan.TicksPerSecond + 0.5);
}
