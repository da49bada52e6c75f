using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Artifacts;
using Signet.Notary.Trust;
using Signet.Signatures;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Step 4: the certificates were valid when the signature was made, as far as that time can be trusted
/// (trust-store-trust-policy.md, "Signature Evaluation", authentic timestamp). Without a trusted time it is now that
/// counts.
/// </summary>
internal static class AuthenticTimestampStep
{
    /// <summary>The check's identifier.</summary>
    public const string Rule = "authentic-timestamp";

    /// <summary>Runs the step.</summary>
    public static Check Run(SignatureContext context)
    {
        var action = context.ActionOf(VerificationType.AuthenticTimestamp);
        if (action == VerificationAction.Skip)
        {
            return Checks.Skipped(Rule, "the policy says not to check the authentic timestamp");
        }

        if (context.Content.Scheme == SigningScheme.X509SigningAuthority)
        {
            return CheckAtAuthenticSigningTime(context, action);
        }

        return NeedsTimestamp(context) ? CheckTimestamp(context, action) : CheckNow(context, action);
    }

    /// <summary>
    /// A timestamp counts only when the statement names a store of timestamp authorities, and under
    /// <c>afterCertExpiry</c> only once a certificate has expired.
    /// </summary>
    private static bool NeedsTimestamp(SignatureContext context) =>
        context.Statement.TrustStores.Any(s => s.Type == TrustStoreType.Tsa)
        && (!context.Statement.VerifyTimestampAfterCertExpiry
            || context.Content.CertificateChain.Any(c => Checks.NotAfter(c) < context.Now));

    private static Check CheckTimestamp(SignatureContext context, VerificationAction action)
    {
        var evidence = Checks.Chain(context.Content.CertificateChain)
            .Append(Checks.Time("verification time", context.Now))
            .ToArray();
        if (context.Content.TimestampToken is not null)
        {
            return Checks.Unknown(
                Rule,
                action,
                "the signature has a timestamp, but timestamp verification is not available in this version",
                "verify with notation, or let a statement without a tsa trust store apply while the certificates are valid",
                evidence);
        }

        var outcome = FindInvalid(context.Content.CertificateChain, context.Now) is null
            ? VerdictKind.Untrusted
            : VerdictKind.Expired;
        return Checks.Broken(
            Rule,
            action,
            outcome,
            "no timestamp countersignature was found in the signature envelope",
            $"sign with a timestamp, or take the tsa trust store out of statement \"{context.Statement.Name}\" or set its "
            + "verifyTimestamp to afterCertExpiry",
            evidence);
    }

    private static Check CheckNow(SignatureContext context, VerificationAction action)
    {
        var chain = context.Content.CertificateChain;
        var now = Checks.Time("verification time", context.Now);
        if (FindInvalid(chain, context.Now) is not { } certificate)
        {
            return Checks.Passed(Rule, action, "every certificate of the chain is valid now", now);
        }

        var subject = CertificateName.Format(certificate.SubjectName);
        var message = context.Now < Checks.NotBefore(certificate)
            ? $"verification time is before certificate \"{subject}\" validity period, "
                + $"it will be valid from \"{GoTime.Rfc1123(Checks.NotBefore(certificate))}\""
            : $"verification time is after certificate \"{subject}\" validity period, "
                + $"it was expired at \"{GoTime.Rfc1123(Checks.NotAfter(certificate))}\"";
        var remedy = context.Now < Checks.NotBefore(certificate)
            ? "check this machine's clock; the certificate is not valid yet"
            : "ask the publisher for a signature with a valid certificate; a timestamp keeps signatures valid after that";
        return Checks.Broken(
            Rule, action, VerdictKind.Expired, message, remedy, Checks.Certificate("certificate", certificate), now);
    }

    private static Check CheckAtAuthenticSigningTime(SignatureContext context, VerificationAction action)
    {
        var signingTime = context.Content.SigningTime;
        var time = Checks.Time("authentic signing time", signingTime);
        return FindInvalid(context.Content.CertificateChain, signingTime) is not { } certificate
            ? Checks.Passed(Rule, action, "every certificate of the chain was valid at the authentic signing time", time)
            : Checks.Broken(
                Rule,
                action,
                VerdictKind.Expired,
                $"certificate \"{CertificateName.Format(certificate.SubjectName)}\" was not valid when the digital "
                + $"signature was produced at \"{GoTime.Rfc1123(signingTime)}\"",
                "ask the signing authority for a new signature",
                Checks.Certificate("certificate", certificate),
                time);
    }

    private static X509Certificate2? FindInvalid(IReadOnlyList<X509Certificate2> chain, DateTimeOffset time) =>
        chain.FirstOrDefault(c => time < Checks.NotBefore(c) || time > Checks.NotAfter(c));
}
