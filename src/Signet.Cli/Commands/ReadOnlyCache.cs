using Signet.Signatures.Revocation;

namespace Signet.Cli.Commands;

/// <summary>A cache that is only read.</summary>
internal sealed class ReadOnlyCache(IRevocationCache inner) : IRevocationCache
{
    public RevocationOrigin Origin => inner.Origin;

    public ValueTask<ReadOnlyMemory<byte>?> FindOcspAsync(OcspCacheKey key, CancellationToken cancellationToken) =>
        inner.FindOcspAsync(key, cancellationToken);

    public ValueTask StoreOcspAsync(
        OcspCacheKey key, ReadOnlyMemory<byte> response, DateTimeOffset nextUpdate, CancellationToken cancellationToken) =>
        default;

    public ValueTask<CachedCrl?> FindCrlAsync(string address, CancellationToken cancellationToken) =>
        inner.FindCrlAsync(address, cancellationToken);

    public ValueTask StoreCrlAsync(
        string address, CachedCrl crl, DateTimeOffset nextUpdate, CancellationToken cancellationToken) => default;
}
