namespace Signet.Signatures.Revocation;

/// <summary>
/// A place that keeps answers. It is not trusted: whatever it returns is validated like an answer from the network, and
/// what does not hold, or is past its time, counts as not there.
/// </summary>
public interface IRevocationCache
{
    /// <summary>What reports say about answers from here.</summary>
    RevocationOrigin Origin { get; }

    /// <summary>The OCSP response kept under <paramref name="key"/>; null when there is none.</summary>
    /// <exception cref="RevocationCacheException">It is there and cannot be read.</exception>
    ValueTask<ReadOnlyMemory<byte>?> FindOcspAsync(OcspCacheKey key, CancellationToken cancellationToken);

    /// <summary>Keeps a validated OCSP response until <paramref name="nextUpdate"/>.</summary>
    /// <exception cref="RevocationCacheException">It cannot be kept.</exception>
    ValueTask StoreOcspAsync(
        OcspCacheKey key, ReadOnlyMemory<byte> response, DateTimeOffset nextUpdate, CancellationToken cancellationToken);

    /// <summary>The list kept for an address; null when there is none.</summary>
    /// <exception cref="RevocationCacheException">It is there and cannot be read.</exception>
    ValueTask<CachedCrl?> FindCrlAsync(string address, CancellationToken cancellationToken);

    /// <summary>Keeps a validated list until <paramref name="nextUpdate"/>.</summary>
    /// <exception cref="RevocationCacheException">It cannot be kept.</exception>
    ValueTask StoreCrlAsync(
        string address, CachedCrl crl, DateTimeOffset nextUpdate, CancellationToken cancellationToken);
}
