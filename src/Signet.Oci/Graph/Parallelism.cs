namespace Signet.Oci.Graph;

/// <summary>Does many things with a few at a time.</summary>
internal static class Parallelism
{
    /// <summary>Results in the order of the items. The first failure stops the rest and is the one thrown.</summary>
    public static async Task<TResult[]> SelectAsync<T, TResult>(
        IReadOnlyList<T> items,
        int degree,
        Func<T, CancellationToken, Task<TResult>> select,
        CancellationToken cancellationToken)
    {
        var results = new TResult[items.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = Math.Max(1, degree),
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(
            0, items.Count, options, async (i, ct) => results[i] = await select(items[i], ct).ConfigureAwait(false))
            .ConfigureAwait(false);
        return results;
    }
}
