namespace Signet.Signatures.Revocation;

/// <summary>
/// Keeps answers in this process until their nextUpdate, bounded in count and bytes; what was not used for longest goes
/// first. <c>notation</c> keeps no OCSP response at all. Any number of threads may use it.
/// </summary>
public sealed class RevocationMemoryCache : IRevocationCache
{
    private readonly Lock _gate = new();
    private readonly Dictionary<object, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = [];
    private readonly int _maxEntries;
    private readonly long _maxBytes;
    private readonly TimeProvider _timeProvider;
    private long _bytes;

    /// <summary>An empty cache; most callers want <see cref="Shared"/>.</summary>
    /// <param name="maxEntries">Most answers.</param>
    /// <param name="maxBytes">Most bytes of all answers; one that is larger alone is not kept.</param>
    /// <param name="timeProvider">Clock that answers go stale by; null for the system's.</param>
    public RevocationMemoryCache(
        int maxEntries = SignatureLimits.RevocationCacheEntries,
        long maxBytes = SignatureLimits.RevocationCacheBytes,
        TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxEntries);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        _maxEntries = maxEntries;
        _maxBytes = maxBytes;
        _timeProvider = timeProvider ?? TimeProvider.System;
    }

    /// <summary>One for the process.</summary>
    public static RevocationMemoryCache Shared { get; } = new();

    /// <inheritdoc/>
    public RevocationOrigin Origin => RevocationOrigin.Memory;

    /// <summary>Number of answers kept.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> FindOcspAsync(OcspCacheKey key, CancellationToken cancellationToken) =>
        new(Find(key)?.Base);

    /// <inheritdoc/>
    public ValueTask StoreOcspAsync(
        OcspCacheKey key, ReadOnlyMemory<byte> response, DateTimeOffset nextUpdate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        Store(new(
            key, new(response, null), nextUpdate, response.Length + key.CertificateId.Length + (2L * key.Address.Length)));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<CachedCrl?> FindCrlAsync(string address, CancellationToken cancellationToken) => new(Find(address));

    /// <inheritdoc/>
    public ValueTask StoreCrlAsync(
        string address, CachedCrl crl, DateTimeOffset nextUpdate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(crl);
        Store(new(address, crl, nextUpdate, crl.Base.Length + (crl.Delta?.Length ?? 0) + (2L * address.Length)));
        return default;
    }

    private CachedCrl? Find(object key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return null;
            }

            if (_timeProvider.GetUtcNow() > node.Value.NextUpdate)
            {
                Remove(node);
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            return node.Value.Content;
        }
    }

    private void Store(Entry entry)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(entry.Key, out var old))
            {
                Remove(old);
            }

            if (_maxEntries == 0 || entry.Bytes > _maxBytes || _timeProvider.GetUtcNow() > entry.NextUpdate)
            {
                return;
            }

            while (_entries.Count >= _maxEntries || _bytes + entry.Bytes > _maxBytes)
            {
                Remove(_byUse.Last!);
            }

            _entries.Add(entry.Key, _byUse.AddFirst(entry));
            _bytes += entry.Bytes;
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= node.Value.Bytes;
    }

    /// <summary>An answer; an OCSP response is the base of a list without a delta.</summary>
    private sealed record Entry(object Key, CachedCrl Content, DateTimeOffset NextUpdate, long Bytes);
}
