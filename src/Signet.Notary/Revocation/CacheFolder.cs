using System.Buffers;
using Signet.Notary.Configuration;
using Signet.Oci.Files;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Revocation;

/// <summary>
/// One directory of the cache, 0700, with files named by 64 hex digits, 0600. Whatever stands in the place of a file is
/// either read whole or refused; a file is replaced by a rename within the directory, so that neither another mount nor
/// another writer can leave half of one (attack C10).
/// </summary>
internal sealed record CacheFolder
{
    private const int NameLength = 64;

    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("0123456789abcdef");

    /// <summary>The directory; created when the first file is written.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes of one file.</summary>
    public required int MaxFileBytes { get; init; }

    /// <summary>Files that may be in the directory.</summary>
    public required int MaxFiles { get; init; }

    /// <summary>Bytes of all of them.</summary>
    public required long MaxBytes { get; init; }

    /// <summary>Clock by which left-over files are told from new ones.</summary>
    public required TimeProvider TimeProvider { get; init; }

    public string PathOf(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The content of a file; null when there is none.</summary>
    /// <exception cref="RevocationCacheException">It is there and may not or cannot be used.</exception>
    public async Task<byte[]?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var file = await GuardedFile.ReadAsync(PathOf(name), MaxFileBytes, cancellationToken);
        return file.Status switch
        {
            GuardedReadStatus.Read => file.Content,
            GuardedReadStatus.Missing => null,
            _ => throw new RevocationCacheException($"an entry of the revocation cache cannot be used: {file.Detail}"),
        };
    }

    /// <summary>Writes a file and makes room for it.</summary>
    /// <exception cref="RevocationCacheException">It cannot be written, or everybody may write the directory.</exception>
    public async Task WriteAsync(string name, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            PrivateDirectory.Create(Path);
            if (WriteGuard.FindDirectoryFault(Path) is { } fault)
            {
                throw new RevocationCacheException($"nothing is kept in the revocation cache: {fault}");
            }

            await AtomicFile.WriteAsync(PathOf(name), content, AtomicFile.Private, cancellationToken);
            MakeRoom(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RevocationCacheException(
                $"the revocation cache \"{Path}\" cannot be written: {e.Message.TrimEnd('.')}. "
                + "Verification goes on without it; make the directory writable for you, or set NOTATION_CACHE to another",
                e);
        }
    }

    /// <summary>The entries' files; none when there is no directory.</summary>
    public IReadOnlyList<FileInfo> Entries() => [.. Files().Where(f => IsEntry(f.Name))];

    /// <summary>Temporary files that killed writers left behind, ours and <c>notation</c>'s.</summary>
    /// <param name="age">Those at least so old; younger ones may be somebody's who is writing.</param>
    public IReadOnlyList<FileInfo> Temporaries(TimeSpan age)
    {
        var limit = TimeProvider.GetUtcNow().UtcDateTime - age;
        return [.. Files().Where(f => IsTemporary(f.Name) && TimeOf(f) <= limit)];
    }

    /// <summary>Removes a file or a link, not what it leads to; null when it is gone, whoever removed it.</summary>
    public static string? Remove(FileInfo file)
    {
        try
        {
            file.Delete();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e is DirectoryNotFoundException ? null : e.Message.TrimEnd('.');
        }
    }

    /// <summary>Bytes of a file; 0 when it has gone meanwhile.</summary>
    public static long BytesOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>Removes the oldest entries beyond the limits, but never the newest one, and what killed writers left.</summary>
    private void MakeRoom(string newest)
    {
        foreach (var file in Temporaries(NotaryLimits.CacheTemporaryAge))
        {
            Remove(file);
        }

        var entries = Entries();
        var bytes = entries.Sum(BytesOf);
        var count = entries.Count;
        if (count <= MaxFiles && bytes <= MaxBytes)
        {
            return;
        }

        foreach (var file in entries.Where(f => f.Name != newest).OrderBy(TimeOf))
        {
            if (count <= MaxFiles && bytes <= MaxBytes)
            {
                return;
            }

            bytes -= BytesOf(file);
            count--;
            Remove(file);
        }
    }

    private IEnumerable<FileInfo> Files()
    {
        try
        {
            return [.. new DirectoryInfo(Path).EnumerateFiles()];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    private static bool IsEntry(string name) =>
        name.Length == NameLength && name.AsSpan().IndexOfAnyExcept(NameCharacters) < 0;

    private static bool IsTemporary(string name) =>
        name.StartsWith("notation-", StringComparison.Ordinal)
        || (name.StartsWith('.') && name.EndsWith(".tmp", StringComparison.Ordinal));

    private static DateTime TimeOf(FileInfo file)
    {
        try
        {
            return file.LastWriteTimeUtc;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return DateTime.MinValue;
        }
    }
}
