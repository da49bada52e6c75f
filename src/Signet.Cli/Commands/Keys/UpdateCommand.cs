using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Configuration;

namespace Signet.Cli.Commands.Keys;

/// <summary>Makes a key of the list the default.</summary>
internal sealed class UpdateCommand : Command
{
    private readonly BoolFlag _default = new("default", '\0', "mark as default signing key");
    private readonly LoggingFlags _logging = new();

    public UpdateCommand()
        : base("update", "Update key in Notation signing key list")
    {
        Description = """
            Updates a key of the list of signing keys.

            Example:
              signet key update --default <key_name>
            """;
        Aliases = ["set"];
        Arguments = "[flags] <key_name>";
        ArgumentValues = KeyCommands.NamesAsync;
        Flags.Add(_default);
        _logging.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing key name");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments[0];
        var keys = await SigningKeyList.LoadAsync(context.Directories, cancellationToken);
        if (!_default.Value)
        {
            if (keys.Find(name) is null)
            {
                throw new CommandException($"signing key {TerminalText.Escape(name)} not found");
            }

            context.WriteWarning("--default flag is not set, command did not take effect");
            return 0;
        }

        await keys.SetDefault(name).SaveAsync(context.Directories, cancellationToken);
        context.WriteLine($"{TerminalText.Escape(name)}: marked as default");
        return 0;
    }
}
