using System.Buffers;
using Signet.Oci.Files;

namespace Signet.Oci.Archives;

/// <summary>
/// Extracts a compressed tar archive into a folder it cannot leave (attack H4). Everything is first extracted beside the
/// target and checked: names, links, kinds, size, digest. Only when the whole archive is good does it appear in its place.
/// </summary>
/// <remarks>
/// Stricter than <c>oras</c>, which leaves what it extracted before a bad entry or a wrong digest, skips devices silently
/// and has no limit on what an archive may grow to.
/// </remarks>
internal static class ArchiveExtractor
{
    private const int BufferSize = 128 * 1024;
    private const UnixFileMode PermissionBits = (UnixFileMode)0x1FF;
    private const long LastTime = 253_402_300_799; // The end of the year 9999.

    /// <summary>Extracts <paramref name="source"/>.</summary>
    /// <param name="source">The compressed archive; read to its end, which checks it.</param>
    /// <param name="title">The folder in which all entries are, with slashes; "." for none.</param>
    /// <param name="target">The folder that becomes that one; when it is there, files are added to it and replaced.</param>
    /// <param name="archiveDigest">Digest of the archive without compression; null when unknown.</param>
    /// <param name="limits">Caps.</param>
    /// <param name="cancellationToken">Ends it; nothing was placed then.</param>
    public static async Task ExtractAsync(
        Stream source, string title, string target, Digest? archiveDigest, OciLimits limits, CancellationToken cancellationToken)
    {
        var parent = Path.GetDirectoryName(target)!;
        Directory.CreateDirectory(parent);
        var staging = Path.Combine(
            Directory.Exists(target) ? target : parent, AtomicFile.TemporaryName(Path.GetFileName(target)));
        CreateDirectory(staging, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            var tree = new ExtractionTree(title, OperatingSystem.IsWindows(), IgnoresCase(staging), limits);
            var mode = await FillAsync(source, staging, tree, archiveDigest, limits, cancellationToken).ConfigureAwait(false);
            DirectorySync.FlushFileSystem(staging);
            cancellationToken.ThrowIfCancellationRequested();
            TreePlacer.Place(staging, target, tree.Placed, mode);
            DirectorySync.Flush(parent);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                TryRemove(staging);
            }
        }
    }

    private static async Task<UnixFileMode> FillAsync(
        Stream source,
        string staging,
        ExtractionTree tree,
        Digest? archiveDigest,
        OciLimits limits,
        CancellationToken cancellationToken)
    {
        var guard = new ArchiveGuard(source, limits, archiveDigest);
        await using (guard.ConfigureAwait(false))
        {
            try
            {
                var rootMode = PermissionBits;
                var reader = new TarReader(guard, limits);
                var links = new List<(string Path, string Target)>();
                while (await reader.NextAsync(cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    if (tree.Place(entry) is { } path)
                    {
                        await WriteAsync(reader, guard, entry, staging, path, tree, links, cancellationToken).ConfigureAwait(false);
                    }
                    else if (tree.Placed.Count == 0)
                    {
                        rootMode = (UnixFileMode)entry.Mode & PermissionBits;
                    }
                }

                await guard.FinishAsync(cancellationToken).ConfigureAwait(false);

                // Last, so that nothing could have been written through one.
                foreach (var (path, link) in links)
                {
                    File.CreateSymbolicLink(Path.Combine(staging, path), link);
                }

                return rootMode;
            }
            catch (InvalidDataException e)
            {
                throw new OciException(OciError.Malformed, $"the archive is not compressed as its kind should be: {e.Message}", e);
            }
        }
    }

    private static async Task WriteAsync(
        TarReader reader,
        ArchiveGuard guard,
        TarEntry entry,
        string staging,
        string path,
        ExtractionTree tree,
        List<(string, string)> links,
        CancellationToken cancellationToken)
    {
        var full = Path.Combine(staging, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        switch (entry.Kind)
        {
            case TarEntryKind.Directory:
                // Its owner must be able to fill it, now and later.
                CreateDirectory(full, ((UnixFileMode)entry.Mode & PermissionBits)
                    | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                break;
            case TarEntryKind.SymbolicLink:
                links.Add((path, entry.LinkName));
                break;
            case TarEntryKind.HardLink:
                // A file of its own: two names of one file would let a change to one reach the other.
                var linked = Path.Combine(staging, tree.LinkedFile(entry));
                guard.Count(new FileInfo(linked).Length);
                File.Copy(linked, full);
                break;
            default:
                await WriteFileAsync(reader, entry, full, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private static async Task WriteFileAsync(
        TarReader reader, TarEntry entry, string path, CancellationToken cancellationToken)
    {
        // setuid, setgid and sticky are dropped; the umask takes away more.
        var file = AtomicFile.CreateNew(path, (UnixFileMode)entry.Mode & PermissionBits);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(entry.Size, 1, BufferSize));
        try
        {
            await using (file.ConfigureAwait(false))
            {
                int read;
                while ((read = await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
                {
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                }

                if (entry.Modified is >= 0 and <= LastTime)
                {
                    File.SetLastWriteTimeUtc(file.SafeFileHandle, DateTimeOffset.FromUnixTimeSeconds(entry.Modified).UtcDateTime);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void CreateDirectory(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, mode);
        }
    }

    /// <summary>Asks the file system itself, because any system can have either kind mounted.</summary>
    private static bool IgnoresCase(string directory)
    {
        var probe = Path.Combine(directory, "probe");
        File.WriteAllBytes(probe, []);
        var ignores = File.Exists(Path.Combine(directory, "PROBE"));
        File.Delete(probe);
        return ignores;
    }

    private static void TryRemove(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays under a name that says what it is; the failure that led here is the news.
        }
    }
}
