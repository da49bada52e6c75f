using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Completion;

namespace Signet.Cli.Commands;

/// <summary>The tree of commands.</summary>
internal sealed class RootCommand : Command
{
    public RootCommand()
        : base("signet", "Signet - a tool to sign and verify artifacts")
    {
        Description = "Signet - a tool to sign and verify artifacts";
        AddSubcommands(
            CompletionCommands.Create(),
            new CompleteCommand("__complete", withDescriptions: true),
            new CompleteCommand("__completeNoDesc", withDescriptions: false),
            new HelpCommand(),
            new VersionCommand());
    }

    public override bool IsRunnable => false;

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        Task.FromResult(CommandHelp.Print(this, context));
}
