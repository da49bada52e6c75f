using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands;

/// <summary>Shows the help of any command.</summary>
internal sealed class HelpCommand : Command
{
    public HelpCommand()
        : base("help", "Help about any command")
    {
        Description = "Shows the help of a command: signet help [path to command].";
        Arguments = "[command]";
    }

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var command = Root;
        var words = 0;
        while (words < context.Arguments.Count && command.FindSubcommand(context.Arguments[words]) is { } next)
        {
            command = next;
            words++;
        }

        // Below the root, what is left over counts as arguments of the command, as it does when the command is run.
        if (command == Root && words < context.Arguments.Count)
        {
            var topics = context.Arguments.Select(a => $"`{Output.TerminalText.Escape(a)}`");
            context.WriteDiagnostic($"Unknown help topic {GoText.List(topics)}\n{CommandHelp.Usage(Root)}");
            return Task.FromResult(0);
        }

        return Task.FromResult(CommandHelp.Print(command, context));
    }
}
