namespace Signet.Cli.CommandLine;

/// <summary>A command that only holds others: with no subcommand, or an unknown one, it shows its help.</summary>
internal sealed class CommandGroup : Command
{
    public CommandGroup(
        string name,
        string summary,
        string description,
        IReadOnlyList<string> aliases,
        params ReadOnlySpan<Command> subcommands)
        : base(name, summary)
    {
        Description = description;
        Aliases = aliases;
        Arguments = "";
        AddSubcommands(subcommands);
    }

    public override bool IsRunnable => false;

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) =>
        Task.FromResult(CommandHelp.Print(this, context));
}
