using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Artifacts;
using Signet.Notary.Trust;
using Signet.Signatures;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;
using Signet.Signatures.Timestamping;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Step 4: the certificates were valid when the signature was made, as far as that time can be trusted
/// (trust-store-trust-policy.md, "Signature Evaluation", authentic timestamp). Without a trusted time it is now that
/// counts.
/// </summary>
/// <remarks>
/// A timestamp that is asked for must hold in every part: token, authority under a <c>tsa</c> store, range within the
/// validity of every certificate, and an authority that is not revoked, also where the policy skips <c>revocation</c>
/// (trust-store-trust-policy.md, "Timestamp verification"). One that is not asked for is not looked at.
/// </remarks>
internal static class AuthenticTimestampStep
{
    /// <summary>The check's identifier.</summary>
    public const string Rule = "authentic-timestamp";

    private const string Authority = "timestamping certificate";

    /// <summary>Runs the step.</summary>
    public static async Task<Check> RunAsync(SignatureContext context, CancellationToken cancellationToken)
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

        return NeedsTimestamp(context)
            ? await CheckTimestampAsync(context, action, cancellationToken)
            : CheckNow(context, action);
    }

    /// <summary>
    /// A timestamp counts only when the statement names a store of timestamp authorities, and under
    /// <c>afterCertExpiry</c> only once a certificate has expired.
    /// </summary>
    private static bool NeedsTimestamp(SignatureContext context) =>
        context.Statement.TrustStores.Any(s => s.Type == TrustStoreType.Tsa)
        && (!context.Statement.VerifyTimestampAfterCertExpiry
            || context.Content.CertificateChain.Any(c => Checks.NotAfter(c) < context.Now));

    private static async Task<Check> CheckTimestampAsync(
        SignatureContext context, VerificationAction action, CancellationToken cancellationToken)
    {
        if (context.Content.TimestampToken is not { } encoded)
        {
            return NoTimestamp(context, action);
        }

        if (FindFault(context, action, encoded, out var timestamp) is { } broken)
        {
            return broken;
        }

        var finding = await RevocationFinding.AskAsync(
            context, Authority, timestamp!.Chain, CertificatePurpose.Timestamping, signingTime: null, cancellationToken);
        Evidence[] evidence = [.. Describe(timestamp), .. finding.Evidence];
        var check = finding.Status switch
        {
            RevocationStatus.Revoked => Checks.Broken(
                Rule,
                action,
                VerdictKind.Revoked,
                finding.Message,
                "ask the publisher for a signature with a timestamp of another authority",
                evidence),
            RevocationStatus.Unknown => Checks.Unknown(
                Rule, action, finding.Message, RevocationFinding.Remedy(context, "authenticTimestamp"), evidence),
            _ => Checks.Passed(
                Rule, action, "every certificate of the chain was valid at the time of the timestamp", evidence) with
            {
                Caveat = finding.Caveat,
            },
        };
        return check with { Revocation = finding.Report, Timestamp = timestamp };
    }

    /// <summary>Everything about a timestamp that can be found out without asking anybody.</summary>
    private static Check? FindFault(
        SignatureContext context, VerificationAction action, ReadOnlyMemory<byte> encoded, out VerifiedTimestamp? timestamp)
    {
        timestamp = null;
        if (!TimestampToken.TryRead(encoded, out var token, out var unreadable))
        {
            return Broken(
                context,
                action,
                VerdictKind.Invalid,
                $"failed to parse timestamp countersignature with error: {unreadable.Message}",
                new Evidence("broken rule", unreadable.Rule));
        }

        var stores = context.Trusted.TimestampAuthorities;
        if (stores.FirstOrDefault(s => s.Failure is not null) is { Failure: { } failure } broken)
        {
            return Checks.Broken(
                Rule,
                action,
                VerdictKind.Untrusted,
                $"failed to load tsa trust store with error: {failure.Message}",
                AddTo(broken.Name));
        }

        var verification = token.Verify(context.Content.Signature, [.. stores.SelectMany(s => s.Certificates)]);
        if (!verification.IsValid)
        {
            return NotVerified(context, action, token, verification.Fault, stores);
        }

        timestamp = new()
        {
            Token = token,
            Chain = verification.Chain,
            TrustStore = stores.First(s => s.Contains(verification.Chain[^1])).Name,
        };
        return FindOutOfRange(context, action, timestamp);
    }

    private static Check NotVerified(
        SignatureContext context,
        VerificationAction action,
        TimestampToken token,
        TimestampFault fault,
        IReadOnlyList<TrustedCertificates.LoadedStore> stores)
    {
        var message = $"failed to verify the timestamp countersignature with error: {fault.Message}";
        Evidence[] evidence =
        [
            new("broken rule", fault.Rule),
            .. token.Certificates.Select(c => Checks.Certificate("certificate in the timestamp", c)),
            .. stores.Select(s => new Evidence("trust store searched", s.Name.ToString())),
        ];
        return fault.Rule == TimestampFault.UntrustedRule
            ? Checks.Broken(
                Rule,
                action,
                VerdictKind.Untrusted,
                message,
                $"if you trust the timestamping authority, {AddTo(stores[0].Name)}",
                evidence)
            : Broken(context, action, VerdictKind.Invalid, message, evidence);
    }

    /// <summary>The whole range the timestamp vouches for lies within the validity of every certificate, bounds included.</summary>
    private static Check? FindOutOfRange(SignatureContext context, VerificationAction action, VerifiedTimestamp timestamp)
    {
        foreach (var certificate in context.Content.CertificateChain)
        {
            var subject = CertificateName.Format(certificate.SubjectName);
            var fault = timestamp.Token.EarliestTime < Checks.NotBefore(certificate)
                ? $"timestamp can be before certificate \"{subject}\" validity period, "
                    + $"it will be valid from \"{GoTime.Rfc1123(Checks.NotBefore(certificate))}\""
                : timestamp.Token.LatestTime > Checks.NotAfter(certificate)
                    ? $"timestamp can be after certificate \"{subject}\" validity period, "
                        + $"it was expired at \"{GoTime.Rfc1123(Checks.NotAfter(certificate))}\""
                    : null;
            if (fault is not null)
            {
                return Broken(
                    context,
                    action,
                    VerdictKind.Expired,
                    fault,
                    [Checks.Certificate("certificate", certificate), .. Describe(timestamp)]) with
                { Timestamp = timestamp };
            }
        }

        return null;
    }

    private static Check NoTimestamp(SignatureContext context, VerificationAction action) => Checks.Broken(
        Rule,
        action,
        FindInvalid(context.Content.CertificateChain, context.Now) is null ? VerdictKind.Untrusted : VerdictKind.Expired,
        "no timestamp countersignature was found in the signature envelope",
        $"sign with a timestamp, or take the tsa trust store out of statement \"{context.Statement.Name}\" or set its "
        + "verifyTimestamp to afterCertExpiry",
        [.. Checks.Chain(context.Content.CertificateChain), Checks.Time("verification time", context.Now)]);

    private static Check Broken(
        SignatureContext context, VerificationAction action, VerdictKind outcome, string message, params Evidence[] evidence) =>
        Checks.Broken(
            Rule,
            action,
            outcome,
            message,
            "ask the publisher for a signature with a good timestamp"
            + (FindInvalid(context.Content.CertificateChain, context.Now) is null
                ? "; while the certificates are valid, a statement whose verifyTimestamp is afterCertExpiry does not need it"
                : ""),
            evidence);

    private static IEnumerable<Evidence> Describe(VerifiedTimestamp timestamp)
    {
        yield return new(
            "timestamp",
            $"{GoTime.Rfc3339NanoUtc(timestamp.Token.EarliestTime)} to {GoTime.Rfc3339NanoUtc(timestamp.Token.LatestTime)}");
        yield return new("timestamping policy", timestamp.Token.Policy);
        yield return Checks.Certificate(Authority, timestamp.Chain[0]);
        yield return new("trust store", timestamp.TrustStore.ToString());
    }

    private static string AddTo(TrustStoreName store) =>
        $"add its root certificate to the trust store: signet cert add --type tsa --store {store.Name} root.crt";

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
