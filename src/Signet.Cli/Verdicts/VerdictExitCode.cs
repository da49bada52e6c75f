using Signet.Notary.Verification;

namespace Signet.Cli.Verdicts;

/// <summary>The exit code of <c>signet verify</c>; documented in docs/verify.md.</summary>
internal static class VerdictExitCode
{
    public static int Of(VerdictKind kind) => kind switch
    {
        VerdictKind.Trusted or VerdictKind.Skipped => 0,
        VerdictKind.Unsigned => 10,
        VerdictKind.Untrusted => 11,
        VerdictKind.Invalid => 12,
        VerdictKind.Expired => 13,
        VerdictKind.Revoked => 14,
        _ => 15,
    };

    /// <summary>The code of the most severe, by the order of <see cref="VerdictKind"/>.</summary>
    public static int Of(IEnumerable<Verdict> verdicts) => Of(verdicts.Max(v => v.Kind));
}
