using Signet.Signatures.Revocation.Bundles;

namespace Signet.Signatures.Revocation;

/// <summary>
/// OCSP responses and lists in one file, for verification without a network: a cache that is filled in one place and read
/// in another. Nothing in it is believed but the signatures inside: whoever changes the file can only make answers
/// missing, which leaves a status unknown, or replay answers that are still fresh.
/// </summary>
/// <remarks>
/// The file is JSON of type <see cref="MediaType"/>: <c>created</c>, <c>validUntil</c> (the earliest nextUpdate inside,
/// for people and scripts; verification goes by the answers' own), <c>ocsp</c> (<c>address</c>, <c>certificateId</c>,
/// <c>response</c>) and <c>crl</c> (<c>address</c>, <c>base</c>, <c>delta</c>), bytes in base64. Any number of threads may
/// use a bundle.
/// </remarks>
public sealed class RevocationBundle : IRevocationCache
{
    private readonly Lock _gate = new();
    private readonly BundleDocument _document;
    private readonly Dictionary<object, (DateTimeOffset NextUpdate, long Size)> _collected = [];
    private readonly TimeProvider? _timeProvider;

    private RevocationBundle(BundleDocument document, TimeProvider? timeProvider)
    {
        _document = document;
        _timeProvider = timeProvider;
    }

    /// <summary>Media type of the file, its member <c>mediaType</c>.</summary>
    public static string MediaType => BundleDocument.MediaType;

    /// <inheritdoc/>
    public RevocationOrigin Origin => RevocationOrigin.Bundle;

    /// <summary>When it was written; for one that still collects, when that began.</summary>
    public DateTimeOffset Created => _document.Created;

    /// <summary>The earliest nextUpdate of the answers, from when on some may be missing; null without answers.</summary>
    public DateTimeOffset? ValidUntil
    {
        get
        {
            lock (_gate)
            {
                return _collected.Count > 0 ? _collected.Values.Min(e => e.NextUpdate) : _document.ValidUntil;
            }
        }
    }

    /// <summary>Number of answers.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _document.Count;
            }
        }
    }

    /// <summary>An empty bundle that keeps what is stored in it.</summary>
    /// <param name="timeProvider">Clock for <see cref="Created"/>; null for the system's.</param>
    public static RevocationBundle Collect(TimeProvider? timeProvider = null)
    {
        timeProvider ??= TimeProvider.System;
        return new(new BundleDocument { Created = timeProvider.GetUtcNow() }, timeProvider);
    }

    /// <summary>
    /// The bundle in a file. It stays as it is: what is stored in it is passed over. Answers past their time may be in it;
    /// they do not count.
    /// </summary>
    /// <param name="content">The whole file, at most <see cref="SignatureLimits.RevocationBundleBytes"/>.</param>
    /// <exception cref="FormatException">It is no bundle; the message says why.</exception>
    public static RevocationBundle Parse(ReadOnlyMemory<byte> content) => new(BundleReader.Read(content), null);

    /// <summary>The bundle's file.</summary>
    public byte[] Write()
    {
        lock (_gate)
        {
            _document.ValidUntil = ValidUntil;
            return BundleWriter.Write(_document);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> FindOcspAsync(OcspCacheKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_gate)
        {
            return _document.Ocsp.TryGetValue(key, out var response) ? new(response) : default;
        }
    }

    /// <inheritdoc/>
    public ValueTask StoreOcspAsync(
        OcspCacheKey key, ReadOnlyMemory<byte> response, DateTimeOffset nextUpdate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        Store(key, BundleDocument.SizeOf(key, response), nextUpdate, () => _document.Ocsp[key] = response);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<CachedCrl?> FindCrlAsync(string address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        lock (_gate)
        {
            return new(_document.Crls.GetValueOrDefault(address));
        }
    }

    /// <inheritdoc/>
    public ValueTask StoreCrlAsync(
        string address, CachedCrl crl, DateTimeOffset nextUpdate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(crl);
        Store(address, BundleDocument.SizeOf(address, crl), nextUpdate, () => _document.Crls[address] = crl);
        return default;
    }

    /// <summary>What could not be read again must not be written.</summary>
    private void Store(object key, long size, DateTimeOffset nextUpdate, Action add)
    {
        if (_timeProvider is null)
        {
            return;
        }

        lock (_gate)
        {
            var others = _collected.Where(e => !e.Key.Equals(key)).ToList();
            // The last term is the document around the entries.
            if (others.Count >= SignatureLimits.RevocationBundleEntries
                || others.Sum(e => e.Value.Size) + size + 1024 > SignatureLimits.RevocationBundleBytes)
            {
                throw new RevocationCacheException(
                    $"the revocation bundle is full: it takes {SignatureLimits.RevocationBundleEntries} answers and "
                    + $"{SignatureLimits.RevocationBundleBytes} bytes; make one for fewer artifacts");
            }

            _collected[key] = (nextUpdate, size);
            add();
        }
    }
}
