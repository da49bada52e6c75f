using Signet.Cli.CommandLine;
using Signet.Cli.Output.Progress;

namespace Signet.Cli.Commands.Blobs;

/// <summary>Does the same with several files, a few at a time, with a bar for each.</summary>
internal static class BlobSetWork
{
    /// <summary>
    /// Runs <paramref name="work"/> for each file, as many at a time as there are processors: hashing keeps one busy. The
    /// results come in the order of the files; what fails, fails alone.
    /// </summary>
    public static async Task<IReadOnlyList<Task<T>>> RunAsync<T>(
        CommandContext context,
        IReadOnlyList<string> paths,
        Func<string, ProgressBoard, Task<T>> work)
    {
        await using var board = ProgressBoard.Open(context, "read");
        using var slots = new SemaphoreSlim(Environment.ProcessorCount);
        var tasks = paths.Select(async path =>
        {
            await slots.WaitAsync(CancellationToken.None);
            try
            {
                return await Task.Run(() => work(path, board));
            }
            finally
            {
                slots.Release();
            }
        }).ToList();
        await ((Task)Task.WhenAll(tasks)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return tasks;
    }
}
