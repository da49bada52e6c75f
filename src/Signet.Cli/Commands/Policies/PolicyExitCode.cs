namespace Signet.Cli.Commands.Policies;

/// <summary>Exit codes of the policy tools beside 0 and 1; documented in docs/policy.md.</summary>
internal static class PolicyExitCode
{
    /// <summary>The tool ran and the answer is no: errors, failed tests, differences, or what cannot be exported.</summary>
    public const int Negative = 2;

    /// <summary>Warnings where <c>--strict</c> counts them.</summary>
    public const int Warnings = 3;

    /// <summary>No statement applies; the code of <c>signet verify</c> for it.</summary>
    public const int NoStatement = 11;
}
