using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Targets;

/// <summary><c>--no-tty</c>: no bars on a terminal. A debug log does without them too, or its lines would go through them.</summary>
internal sealed class TerminalFlag(TargetFlags target)
{
    private readonly BoolFlag _noTty = new("no-tty", '\0', "show progress as lines for a log, not as bars, on a terminal too");

    /// <summary>True for no bars.</summary>
    public bool IsOff => _noTty.Value || target.IsLogging;

    public void AddTo(FlagSet flags) => flags.Add(_noTty);
}
