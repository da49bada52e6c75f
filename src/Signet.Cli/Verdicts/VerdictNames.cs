using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Signatures.Revocation;

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

    public static string Of(RevocationStatus status) => status switch
    {
        RevocationStatus.Good => "good",
        RevocationStatus.NotRevocable => "notRevocable",
        RevocationStatus.Revoked => "revoked",
        _ => "unknown",
    };

    public static string Of(RevocationMethod method) => method switch
    {
        RevocationMethod.Ocsp => "ocsp",
        RevocationMethod.Crl => "crl",
        RevocationMethod.OcspThenCrl => "ocspThenCrl",
        _ => "none",
    };

    public static string Of(RevocationOrigin origin) => origin switch
    {
        RevocationOrigin.Network => "network",
        RevocationOrigin.Memory => "memory",
        RevocationOrigin.Disk => "disk",
        _ => "bundle",
    };

    public static string Of(RevocationFailure failure) => failure switch
    {
        RevocationFailure.Unreachable => "unreachable",
        RevocationFailure.TimedOut => "timedOut",
        RevocationFailure.TooLarge => "tooLarge",
        RevocationFailure.AddressRefused => "addressRefused",
        RevocationFailure.Malformed => "malformed",
        RevocationFailure.NotAuthentic => "notAuthentic",
        RevocationFailure.Stale => "stale",
        RevocationFailure.StatusUnknown => "statusUnknown",
        RevocationFailure.Offline => "offline",
        _ => "incomplete",
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
