using Signet.Cli.CommandLine;
using Signet.Cli.Output;

namespace Signet.Cli.Commands.References;

/// <summary>Sets several tags at a time and reports each, in the order they were given.</summary>
internal static class Tagging
{
    /// <param name="context">The run; null reports nothing.</param>
    /// <param name="tags">The tags.</param>
    /// <param name="concurrency">Most at the same time.</param>
    /// <param name="tag">Sets one.</param>
    /// <param name="cancellationToken">Ends them.</param>
    public static async Task RunAsync(
        CommandContext? context,
        IReadOnlyList<string> tags,
        int concurrency,
        Func<string, CancellationToken, Task> tag,
        CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(concurrency);
        var running = tags.Select(async name =>
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                await tag(name, cancellationToken);
            }
            finally
            {
                slots.Release();
            }
        }).ToList();
        // All of them end before a failure is reported: what was set is said.
        await Task.WhenAll(running).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        foreach (var (name, task) in tags.Zip(running))
        {
            await task;
            context?.WriteLine($"Tagged {TerminalText.Escape(name)}");
        }
    }
}
