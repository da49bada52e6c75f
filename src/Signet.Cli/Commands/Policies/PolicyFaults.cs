using Signet.Cli.Output;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands.Policies;

/// <summary>The faults of a trust policy as text: all of them, one a line.</summary>
internal static class PolicyFaults
{
    /// <summary>The faults alone, for commands that say themselves what they were doing.</summary>
    public static string List(TrustPolicyException exception) =>
        string.Join('\n', exception.Faults.Select(TerminalText.Escape));

    /// <summary>The whole message, for commands that need a policy and have none.</summary>
    public static string Text(TrustPolicyException exception) => exception.Error == TrustPolicyError.Invalid
        ? List(exception)
        : TerminalText.EscapeLines(exception.Message);
}
