using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Artifacts;

/// <summary><c>--max-signatures</c>.</summary>
internal sealed class SignatureCountFlag(string use = "evaluate or examine")
{
    private readonly IntFlag _count = new("max-signatures", '\0', $"maximum number of signatures to {use}", 100);

    public int Value => _count.Value;

    public void AddTo(FlagSet flags) => flags.Add(_count);

    /// <exception cref="CommandException">It is zero or less.</exception>
    public void Check()
    {
        if (Value <= 0)
        {
            throw new CommandException($"max-signatures value {Value} must be a positive number");
        }
    }

    /// <summary>On standard error, so that a JSON document on standard output stays one.</summary>
    public void WarnAboutLimit(CommandContext context) =>
        context.WriteWarning($"exceeded configured limit of max signatures {Value} to examine");
}
