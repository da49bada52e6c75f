using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Artifacts;
using Signet.Notary.Trust;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Verification.Steps;

/// <summary>Makes checks: the one place that turns "broken" and "unknown" into a status under the policy's action.</summary>
internal static class Checks
{
    /// <summary>The rule is met.</summary>
    public static Check Passed(string rule, VerificationAction? action, string message, params Evidence[] evidence) =>
        new() { Rule = rule, Status = CheckStatus.Passed, Action = action, Message = message, Evidence = evidence };

    /// <summary>The policy says not to check.</summary>
    public static Check Skipped(string rule, string message) => new()
    {
        Rule = rule,
        Status = CheckStatus.Skipped,
        Action = VerificationAction.Skip,
        Message = message,
    };

    /// <summary>The rule is broken: a failure, or a warning where the policy only logs.</summary>
    public static Check Broken(
        string rule,
        VerificationAction? action,
        VerdictKind outcome,
        string message,
        string remedy,
        params Evidence[] evidence) => new()
        {
            Rule = rule,
            Status = action == VerificationAction.Log ? CheckStatus.Warned : CheckStatus.Failed,
            Action = action,
            Message = message,
            Evidence = evidence,
            Remedy = remedy,
            Outcome = outcome,
        };

    /// <summary>It could not be found out: never a pass where the policy enforces, a warning where it only logs.</summary>
    public static Check Unknown(
        string rule, VerificationAction? action, string message, string remedy, params Evidence[] evidence) => new()
        {
            Rule = rule,
            Status = action == VerificationAction.Log ? CheckStatus.Warned : CheckStatus.Undetermined,
            Action = action,
            Message = message,
            Evidence = evidence,
            Remedy = remedy,
            Outcome = VerdictKind.Undetermined,
        };

    /// <summary>Not reached.</summary>
    public static Check NotRun(string rule, string stoppedBy) => new()
    {
        Rule = rule,
        Status = CheckStatus.NotRun,
        Message = $"not reached, because \"{stoppedBy}\" ended the evaluation of this signature",
    };

    /// <summary>A certificate as evidence: whose, which, valid when.</summary>
    public static Evidence Certificate(string name, X509Certificate2 certificate) => new(
        name,
        $"{CertificateName.Format(certificate.SubjectName)} (SHA-256 {CertificateThumbprint.Sha256(certificate)}, valid "
        + $"{GoTime.Rfc3339Utc(NotBefore(certificate))} to {GoTime.Rfc3339Utc(NotAfter(certificate))})");

    /// <summary>First moment of validity, in UTC.</summary>
    public static DateTimeOffset NotBefore(X509Certificate2 certificate) => CertificateValidity.Of(certificate).NotBefore;

    /// <summary>Last moment of validity, in UTC.</summary>
    public static DateTimeOffset NotAfter(X509Certificate2 certificate) => CertificateValidity.Of(certificate).NotAfter;

    /// <summary>The certificates of a chain as evidence, leaf first.</summary>
    public static IEnumerable<Evidence> Chain(IReadOnlyList<X509Certificate2> chain) =>
        chain.Select((c, i) => Certificate(i == 0 ? "signing certificate" : $"chain certificate {i}", c));

    /// <summary>A time as evidence.</summary>
    public static Evidence Time(string name, DateTimeOffset time) => new(name, GoTime.Rfc3339Utc(time));
}
