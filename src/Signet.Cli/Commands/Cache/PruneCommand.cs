using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Revocation;

namespace Signet.Cli.Commands.Cache;

/// <summary>Removes what is of no use in the cache, or everything.</summary>
internal sealed class PruneCommand : Command
{
    private readonly BoolFlag _all = new("all", 'a', "remove every entry, not only expired and unreadable ones");

    public PruneCommand()
        : base("prune", "Remove expired and unreadable entries from the cache")
    {
        Description = """
            Removes expired and unreadable entries of the revocation cache, and files that interrupted writers left behind.
            What is needed is fetched anew.

            Examples:
              signet cache prune
              signet cache prune --all
            """;
        Arguments = "[flags]";
        Flags.Add(_all);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) => RejectArguments(arguments);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var pruning = await new RevocationFileCache(context.Directories, context.Clock)
            .PruneAsync(_all.Value, cancellationToken);
        foreach (var fault in pruning.Faults)
        {
            context.WriteWarning(TerminalText.Escape(fault));
        }

        var leftovers = pruning.RemovedTemporaries > 0
            ? $" and {Count(pruning.RemovedTemporaries, "left-over file", "left-over files")}"
            : "";
        context.WriteLine(
            $"Removed {Count(pruning.RemovedEntries, "entry", "entries")}{leftovers}, {pruning.RemovedBytes} bytes; "
            + $"{Count(pruning.RemainingEntries, "entry remains", "entries remain")}");
        return pruning.Faults.Count > 0
            ? throw new CommandException($"{Count(pruning.Faults.Count, "file", "files")} could not be removed")
            : 0;
    }

    private static string Count(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
