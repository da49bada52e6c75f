using Signet.Cli.CommandLine;

namespace Signet.Cli.Tests.CommandLine;

/// <summary>A small tree: two leaves, a group, and strict leaves.</summary>
internal sealed class SampleRoot : Command
{
    public SampleRoot()
        : base("tool", "A tool")
    {
        AddSubcommands(
            new SampleCommand(),
            new CommandGroup("group", "A group", "A group of commands", ["grp"], new StrictCommand()),
            new Signet.Cli.Commands.HelpCommand());
    }

    public override bool IsRunnable => false;

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        Task.FromResult(CommandHelp.Print(this, context));

    private sealed class StrictCommand : Command
    {
        public StrictCommand()
            : base("strict", "Needs two flags")
        {
            Flags.Add(
                new StringFlag("type", 't', "type") { IsRequired = true },
                new StringFlag("store", 's', "store") { IsRequired = true },
                new BoolFlag("file", '\0', "file"),
                new BoolFlag("url", '\0', "url"));
            FlagGroups = [FlagGroup.OneRequired("file", "url")];
        }

        public override void CheckArguments(IReadOnlyList<string> arguments) => RejectArguments(arguments);

        public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
            Task.FromResult(0);
    }
}
