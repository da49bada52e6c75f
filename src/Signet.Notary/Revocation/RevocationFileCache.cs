using Signet.Notary.Configuration;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Revocation;

/// <summary>
/// Keeps revocation lists and OCSP responses in the user's cache directory. The lists are in <c>notation</c>'s files, so
/// that either tool uses what the other fetched; <c>notation</c> keeps no OCSP responses. Any number of processes may use
/// it at the same time. It is bounded: the oldest entries make room for new ones.
/// </summary>
/// <remarks>
/// Stricter than <c>notation</c>: entries that are links, too large, or in files or directories that everybody may write
/// are refused. An entry past its time is handed out like any other, because a list that expired still revokes; it is for
/// the reader to judge it.
/// </remarks>
public sealed class RevocationFileCache : IRevocationCache
{
    private readonly CacheFolder _crl;
    private readonly CacheFolder _ocsp;
    private readonly TimeProvider _timeProvider;

    /// <summary>The cache of these directories; created when something is kept.</summary>
    /// <param name="directories">Where the cache is.</param>
    /// <param name="timeProvider">Clock for <see cref="ListAsync"/> and <see cref="PruneAsync"/>; the system's when null.</param>
    public RevocationFileCache(NotaryDirectories directories, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(directories);
        _timeProvider = timeProvider ?? TimeProvider.System;
        _crl = new()
        {
            Path = directories.CrlCacheDirectory,
            MaxFileBytes = NotaryLimits.CachedCrlBytes,
            MaxFiles = NotaryLimits.CachedCrls,
            MaxBytes = NotaryLimits.AllCachedCrlBytes,
            TimeProvider = _timeProvider,
        };
        _ocsp = new()
        {
            Path = directories.OcspCacheDirectory,
            MaxFileBytes = NotaryLimits.CachedOcspBytes,
            MaxFiles = NotaryLimits.CachedOcspResponses,
            MaxBytes = NotaryLimits.AllCachedOcspBytes,
            TimeProvider = _timeProvider,
        };
    }

    /// <inheritdoc/>
    public RevocationOrigin Origin => RevocationOrigin.Disk;

    /// <inheritdoc/>
    public async ValueTask<CachedCrl?> FindCrlAsync(string address, CancellationToken cancellationToken)
    {
        var name = CrlCacheFormat.FileName(address);
        return await _crl.ReadAsync(name, cancellationToken) is { } file
            ? Parse(_crl.PathOf(name), () => CrlCacheFormat.Read(file))
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask StoreCrlAsync(
        string address, CachedCrl crl, DateTimeOffset nextUpdate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(crl);
        await _crl.WriteAsync(CrlCacheFormat.FileName(address), CrlCacheFormat.Write(crl), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> FindOcspAsync(OcspCacheKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var name = OcspCacheFormat.FileName(key);
        if (await _ocsp.ReadAsync(name, cancellationToken) is not { } file)
        {
            return null;
        }

        var entry = Parse(_ocsp.PathOf(name), () => OcspCacheFormat.Read(file));
        return entry.Key.Equals(key)
            ? entry.Response
            : throw Damaged(_ocsp.PathOf(name), "it is another question's answer");
    }

    /// <inheritdoc/>
    public async ValueTask StoreOcspAsync(
        OcspCacheKey key, ReadOnlyMemory<byte> response, DateTimeOffset nextUpdate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        await _ocsp.WriteAsync(
            OcspCacheFormat.FileName(key), new OcspCacheFormat(key, response, nextUpdate).Write(), cancellationToken);
    }

    /// <summary>All entries, lists first, each kind by what it says of itself. Reads every file.</summary>
    /// <exception cref="IOException">A directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory may not be read.</exception>
    public async Task<IReadOnlyList<RevocationCacheEntry>> ListAsync(CancellationToken cancellationToken = default)
    {
        var entries = new List<RevocationCacheEntry>();
        foreach (var (kind, folder) in Folders)
        {
            foreach (var file in folder.Entries())
            {
                if (await DescribeAsync(kind, folder, file, cancellationToken) is { } entry)
                {
                    entries.Add(entry);
                }
            }
        }

        return
        [
            .. entries.OrderBy(e => e.Kind)
                .ThenBy(e => e.Issuer ?? e.Address ?? "", StringComparer.Ordinal)
                .ThenBy(e => e.File, StringComparer.Ordinal),
        ];
    }

    /// <summary>Removes what is of no use: expired and unreadable entries, and what killed writers left behind.</summary>
    /// <param name="all">Removes every entry, and temporary files of any age.</param>
    /// <param name="cancellationToken">Ends the work between two files.</param>
    /// <exception cref="IOException">A directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory may not be read.</exception>
    public async Task<RevocationCachePruning> PruneAsync(bool all = false, CancellationToken cancellationToken = default)
    {
        var faults = new List<string>();
        var (entries, temporaries, remaining, bytes) = (0, 0, 0, 0L);
        foreach (var (kind, folder) in Folders)
        {
            foreach (var file in folder.Entries())
            {
                cancellationToken.ThrowIfCancellationRequested();
                var isKept = !all
                    && await DescribeAsync(kind, folder, file, cancellationToken) is { State: RevocationCacheState.Fresh };
                if (isKept || !Remove(file))
                {
                    remaining++;
                }
                else
                {
                    entries++;
                }
            }

            temporaries += folder.Temporaries(all ? TimeSpan.Zero : NotaryLimits.CacheTemporaryAge).Count(Remove);
        }

        return new(entries, temporaries, bytes, remaining, faults);

        bool Remove(FileInfo file)
        {
            var size = CacheFolder.BytesOf(file);
            if (CacheFolder.Remove(file) is { } fault)
            {
                faults.Add($"\"{file.FullName}\" cannot be removed: {fault}");
                return false;
            }

            bytes += size;
            return true;
        }
    }

    private (RevocationCacheKind Kind, CacheFolder Folder)[] Folders =>
        [(RevocationCacheKind.Crl, _crl), (RevocationCacheKind.Ocsp, _ocsp)];

    /// <summary>Describes an entry; null when it has gone meanwhile.</summary>
    private async Task<RevocationCacheEntry?> DescribeAsync(
        RevocationCacheKind kind, CacheFolder folder, FileInfo file, CancellationToken cancellationToken)
    {
        var entry = new RevocationCacheEntry
        {
            Kind = kind,
            File = file.FullName,
            Bytes = CacheFolder.BytesOf(file),
            State = RevocationCacheState.Unreadable,
        };
        try
        {
            if (await folder.ReadAsync(file.Name, cancellationToken) is not { } content)
            {
                return null;
            }

            var ocsp = kind == RevocationCacheKind.Ocsp ? OcspCacheFormat.Read(content) : null;
            var summary = ocsp is null
                ? RevocationSummary.OfCrl(CrlCacheFormat.Read(content))
                : RevocationSummary.OfOcsp(ocsp.Response);
            return entry with
            {
                State = summary.NextUpdate >= _timeProvider.GetUtcNow()
                    ? RevocationCacheState.Fresh
                    : RevocationCacheState.Expired,
                Issuer = summary.Issuer,
                Address = ocsp?.Key.Address,
                ThisUpdate = summary.ThisUpdate,
                NextUpdate = summary.NextUpdate,
            };
        }
        catch (Exception e) when (e is RevocationCacheException or FormatException)
        {
            return entry with { Fault = e.Message };
        }
    }

    private static T Parse<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException e)
        {
            throw Damaged(path, e.Message);
        }
    }

    private static RevocationCacheException Damaged(string path, string fault) => new(
        $"the entry \"{path}\" of the revocation cache is damaged: {fault}. It is fetched anew where the network is "
        + "allowed; remove it with: signet cache prune");
}
