using Signet.Notary.Trust;
using Signet.Notary.Verification;

namespace Signet.Cli.Verdicts;

/// <summary>The words for a verdict's parts, the same in text and JSON.</summary>
internal static class VerdictNames
{
    public static string Of(VerdictKind kind) => kind switch
    {
        VerdictKind.Trusted => "trusted",
        VerdictKind.Skipped => "skipped",
        VerdictKind.Unsigned => "unsigned",
        VerdictKind.Untrusted => "untrusted",
        VerdictKind.Expired => "expired",
        VerdictKind.Revoked => "revoked",
        VerdictKind.Invalid => "invalid",
        _ => "undetermined",
    };

    public static string Of(CheckStatus status) => status switch
    {
        CheckStatus.Passed => "passed",
        CheckStatus.Failed => "failed",
        CheckStatus.Warned => "warned",
        CheckStatus.Skipped => "skipped",
        CheckStatus.NotRun => "notRun",
        _ => "undetermined",
    };

    public static string Of(VerificationAction action) => action switch
    {
        VerificationAction.Enforce => "enforce",
        VerificationAction.Log => "log",
        _ => "skip",
    };

    /// <summary>The verification type a check belongs to, in the policy's spelling.</summary>
    public static string VerificationTypeOf(Check check)
    {
        var family = check.Rule.Split('.')[0];
        return family switch
        {
            "authentic-timestamp" => "authenticTimestamp",
            "authenticity" or "expiry" or "revocation" => family,
            _ => "integrity",
        };
    }
}
