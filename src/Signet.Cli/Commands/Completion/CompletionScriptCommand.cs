using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Completion;

/// <summary>Prints the completion script of one shell.</summary>
internal sealed class CompletionScriptCommand : Command
{
    private readonly BoolFlag _noDescriptions = new("no-descriptions", '\0', "disable completion descriptions");
    private readonly string _script;

    public CompletionScriptCommand(string shell, string description, string script)
        : base(shell, $"Generate the autocompletion script for {shell}")
    {
        Description = description;
        _script = script;
        Flags.Add(_noDescriptions);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) => RejectArguments(arguments);

    public override Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        context.Out.Write(_script.Replace(
            "@COMPLETE@", _noDescriptions.Value ? "__completeNoDesc" : "__complete", StringComparison.Ordinal));
        return Task.FromResult(0);
    }
}
