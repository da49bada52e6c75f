namespace Signet.Cli.CommandLine;

/// <summary>
/// A command ends here with an error the user can act on. The message is shown as it is: values from outside are
/// escaped where they are put into it (<see cref="Output.TerminalText"/>).
/// </summary>
internal sealed class CommandException(string message, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>Exit code of the process.</summary>
    public int ExitCode { get; init; } = 1;
}
