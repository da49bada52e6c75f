using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>The meaning of <c>--max-signatures</c>.</summary>
internal static class SignatureCount
{
    /// <exception cref="CommandException">It is zero or less.</exception>
    public static void Check(IntFlag flag)
    {
        if (flag.Value <= 0)
        {
            throw new CommandException($"max-signatures value {flag.Value} must be a positive number");
        }
    }

    /// <summary>On standard error, so that a JSON document on standard output stays one.</summary>
    public static void WarnAboutLimit(CommandContext context, IntFlag flag) =>
        context.WriteWarning($"exceeded configured limit of max signatures {flag.Value} to examine");
}
