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
    /// <param name="context">Where progress is shown.</param>
    /// <param name="paths">The files.</param>
    /// <param name="needsTerminal">True when the work may ask at the terminal: one file after the other, and no bars.</param>
    /// <param name="isLogging">True when a log is written meanwhile: lines among its lines, no bars.</param>
    /// <param name="work">What is done with a file.</param>
    public static async Task<IReadOnlyList<Task<T>>> RunAsync<T>(
        CommandContext context,
        IReadOnlyList<string> paths,
        bool needsTerminal,
        bool isLogging,
        Func<string, ProgressBoard, Task<T>> work)
    {
        await using var board = needsTerminal ? ProgressBoard.Closed(context) : ProgressBoard.Open(context, "read", isLogging);
        using var slots = new SemaphoreSlim(needsTerminal ? 1 : Environment.ProcessorCount);
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
