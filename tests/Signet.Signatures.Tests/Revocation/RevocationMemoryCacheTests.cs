using Signet.Signatures.Revocation;

namespace Signet.Signatures.Tests.Revocation;

public sealed class RevocationMemoryCacheTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SettableTime _time = new(Noon);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answers_are_found_under_the_whole_key()
    {
        var cache = new RevocationMemoryCache(timeProvider: _time);
        var key = new OcspCacheKey("http://a/", new byte[] { 1, 2 });
        await cache.StoreOcspAsync(key, new byte[] { 9 }, Noon.AddHours(1), Token);
        await cache.StoreCrlAsync("http://a/", new CachedCrl(new byte[] { 8 }, new byte[] { 7 }), Noon.AddHours(1), Token);

        Assert.Equal([9], (await cache.FindOcspAsync(new("http://a/", new byte[] { 1, 2 }), Token))!.Value.ToArray());
        Assert.Null(await cache.FindOcspAsync(new("http://a/", new byte[] { 1 }), Token));
        Assert.Null(await cache.FindOcspAsync(new("http://A/", new byte[] { 1, 2 }), Token));
        Assert.Equal([7], (await cache.FindCrlAsync("http://a/", Token))!.Delta!.Value.ToArray());
        Assert.Null(await cache.FindCrlAsync("http://b/", Token));
    }

    [Fact]
    public async Task What_is_past_its_nextUpdate_is_dropped()
    {
        var cache = new RevocationMemoryCache(timeProvider: _time);
        await StoreAsync(cache, "a", 1, Noon.AddMinutes(1));
        await StoreAsync(cache, "late", 1, Noon.AddTicks(-1));

        _time.Now = Noon.AddMinutes(1);
        Assert.NotNull(await cache.FindCrlAsync("a", Token));
        _time.Now = Noon.AddMinutes(1).AddTicks(1);
        Assert.Null(await cache.FindCrlAsync("a", Token));
        Assert.Equal(0, cache.Count);
    }

    [Fact]
    public async Task What_was_not_used_for_longest_goes_first()
    {
        var cache = new RevocationMemoryCache(maxEntries: 2, timeProvider: _time);
        await StoreAsync(cache, "a", 1);
        await StoreAsync(cache, "b", 1);
        await cache.FindCrlAsync("a", Token);
        await StoreAsync(cache, "c", 1);

        Assert.NotNull(await cache.FindCrlAsync("a", Token));
        Assert.Null(await cache.FindCrlAsync("b", Token));
        Assert.NotNull(await cache.FindCrlAsync("c", Token));
    }

    [Theory]
    [InlineData(10_000, 0)]
    [InlineData(900, 1)]
    [InlineData(400, 2)]
    [InlineData(300, 3)]
    public async Task Bytes_are_bounded(int size, int kept)
    {
        var cache = new RevocationMemoryCache(maxBytes: 1000, timeProvider: _time);
        for (var i = 0; i < 10; i++)
        {
            await StoreAsync(cache, $"{i}", size);
            await StoreAsync(cache, $"{i}", size);
        }

        Assert.Equal(kept, cache.Count);
    }

    [Fact]
    public async Task Threads_do_not_hurt_each_other()
    {
        var cache = new RevocationMemoryCache(maxEntries: 8, maxBytes: 200, timeProvider: _time);
        await Parallel.ForAsync(0, 20_000, Token, async (i, _) =>
        {
            await StoreAsync(cache, $"{i % 23}", i % 50);
            await cache.FindCrlAsync($"{i % 19}", Token);
        });

        Assert.InRange(cache.Count, 1, 8);
    }

    private static async Task StoreAsync(RevocationMemoryCache cache, string address, int size, DateTimeOffset? until = null) =>
        await cache.StoreCrlAsync(address, new CachedCrl(new byte[size], null), until ?? Noon.AddHours(1), Token);
}
