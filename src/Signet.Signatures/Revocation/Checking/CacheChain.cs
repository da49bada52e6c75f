using System.Collections.Concurrent;

namespace Signet.Signatures.Revocation.Checking;

/// <summary>The caches in their order. None of them can do harm: a fault is noted, and the next one is asked.</summary>
internal sealed class CacheChain(IReadOnlyList<IRevocationCache> caches)
{
    /// <summary>
    /// The first kept answer that <paramref name="judge"/> takes, which then goes into the caches before it too.
    /// </summary>
    /// <param name="find">Looks in one cache.</param>
    /// <param name="judge">Validates what was found.</param>
    /// <param name="store">Puts it into one cache.</param>
    /// <param name="what">For messages about faults.</param>
    /// <param name="faults">Where faults go.</param>
    /// <returns>The answer and where it was, or why the last one that was found could not be used; null for nothing found.</returns>
    public async Task<(TContent? Content, Judgement<TAnswer>? Judgement, RevocationOrigin Origin)> FindAsync<TContent, TAnswer>(
        Func<IRevocationCache, ValueTask<TContent?>> find,
        Func<TContent, Task<Judgement<TAnswer>>> judge,
        Func<IRevocationCache, TContent, DateTimeOffset, ValueTask> store,
        string what,
        ConcurrentQueue<string> faults)
        where TContent : class
    {
        Judgement<TAnswer>? last = null;
        for (var i = 0; i < caches.Count; i++)
        {
            if (await GuardAsync(() => find(caches[i]), faults) is not { } content)
            {
                continue;
            }

            var judgement = await judge(content);
            if (judgement.IsUsable)
            {
                await StoreAsync(caches.Take(i), content, judgement.KeepUntil, store, faults);
                return (content, judgement, caches[i].Origin);
            }

            last = judgement;
            if (judgement.IsPoisoned)
            {
                faults.Enqueue($"what the {Name(caches[i].Origin)} has of {what} is not used: {judgement.Message}");
            }
        }

        return (null, last, default);
    }

    /// <summary>Puts an answer from the network into all caches.</summary>
    public Task StoreAsync<TContent>(
        TContent content,
        DateTimeOffset? until,
        Func<IRevocationCache, TContent, DateTimeOffset, ValueTask> store,
        ConcurrentQueue<string> faults) => StoreAsync(caches, content, until, store, faults);

    private static async Task StoreAsync<TContent>(
        IEnumerable<IRevocationCache> caches,
        TContent content,
        DateTimeOffset? until,
        Func<IRevocationCache, TContent, DateTimeOffset, ValueTask> store,
        ConcurrentQueue<string> faults)
    {
        if (until is not { } nextUpdate)
        {
            return;
        }

        foreach (var cache in caches)
        {
            try
            {
                await store(cache, content, nextUpdate);
            }
            catch (RevocationCacheException e)
            {
                faults.Enqueue(e.Message);
            }
        }
    }

    private static async Task<TContent?> GuardAsync<TContent>(
        Func<ValueTask<TContent?>> find, ConcurrentQueue<string> faults)
        where TContent : class
    {
        try
        {
            return await find();
        }
        catch (RevocationCacheException e)
        {
            faults.Enqueue(e.Message);
            return null;
        }
    }

    private static string Name(RevocationOrigin origin) => origin switch
    {
        RevocationOrigin.Bundle => "revocation bundle",
        RevocationOrigin.Disk => "cache on disk",
        _ => "cache in memory",
    };
}
