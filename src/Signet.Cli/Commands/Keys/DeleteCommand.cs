using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Configuration;

namespace Signet.Cli.Commands.Keys;

/// <summary>Takes keys off the list; the keys themselves stay where they are.</summary>
internal sealed class DeleteCommand : Command
{
    private readonly LoggingFlags _logging = new();

    public DeleteCommand()
        : base("delete", "Delete key from Notation signing key list")
    {
        Description = """
            Takes keys off the list of signing keys. The keys themselves stay where they are.

            Example:
              signet key delete <key_name>...
            """;
        Arguments = "[flags] <key_name>...";
        ArgumentValues = KeyCommands.NamesAsync;
        _logging.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing key names");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var names = context.Arguments;
        var keys = await SigningKeyList.LoadAsync(context.Directories, cancellationToken);
        var defaultName = keys.Default;
        await keys.Remove(names).SaveAsync(context.Directories, cancellationToken);
        if (names.Count == 1)
        {
            var what = names[0] == defaultName ? "default key " : "";
            context.WriteLine($"Removed {what}{TerminalText.Escape(names[0])} from Notation signing key list. "
                + "The source key still exists.");
            return 0;
        }

        context.WriteLine("Removed the following keys from Notation signing key list. The source keys still exist.");
        foreach (var name in names)
        {
            context.WriteLine(TerminalText.Escape(name) + (name == defaultName ? " (default)" : ""));
        }

        return 0;
    }
}
