using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Plugins;
using Signet.Notary.Trust;
using Signet.Plugins;
using Signet.Plugins.Messages;
using Signet.Signatures;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Step 5: no certificate of the chain is revoked (trust-store-trust-policy.md, "Certificate Revocation Evaluation").
/// A certificate that names neither an OCSP responder nor a CRL counts as not revocable, as the specification says, and
/// the check says which (attack C11); the root is not asked about. A plugin that the signature demands may be the one to
/// decide it; then nobody is asked here.
/// </summary>
/// <remarks>
/// The addresses stand in the certificates, so a stranger's chain is a way to make this machine send requests (attack C9).
/// Nothing is asked for a chain that no trust store backs, nor while a certificate above the trusted one names an address:
/// anybody can put such a certificate over a trusted intermediate's public key.
/// </remarks>
internal static class RevocationStep
{
    /// <summary>The check's identifier.</summary>
    public const string Rule = "revocation";

    private const string AskForAnother =
        "do not use the artifact on the word of this signature; ask the publisher for one with another certificate";

    private const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";
    private const string CrlDistributionPoints = "2.5.29.31";

    /// <summary>Runs the step.</summary>
    public static async Task<Check> RunAsync(SignatureContext context, CancellationToken cancellationToken)
    {
        var action = context.ActionOf(VerificationType.Revocation);
        if (action == VerificationAction.Skip)
        {
            return Checks.Skipped(Rule, "the policy says not to check revocation");
        }

        if (context.Plugin.Found is { } plugin && plugin.TakesOver(PluginCapability.RevocationVerifier))
        {
            return plugin.Pending(Rule, action);
        }

        var chain = context.Content.CertificateChain;
        if (TrustStoreStep.FindHighestTrusted(context) is not { } trusted)
        {
            return NotAsked(
                context, chain[0], "it was not asked, because no trusted store backs the chain", "see the check of trust stores");
        }

        if (chain.SkipLast(1).Skip(trusted + 1).FirstOrDefault(NamesRevocationSource) is { } above)
        {
            return NotAsked(
                context,
                above,
                "it was not asked, because the certificate stands above the one that is in a trust store, where anybody can "
                + "have put it",
                "if you trust the root of the chain, put it into the trust store too",
                Checks.Certificate("trusted certificate", chain[trusted]));
        }

        var finding = await RevocationFinding.AskAsync(
            context, "signing certificate", chain, CertificatePurpose.CodeSigning, SigningTime(context), cancellationToken);
        return finding.Status switch
        {
            RevocationStatus.Revoked => Checks.Broken(
                Rule,
                action,
                VerdictKind.Revoked,
                finding.Message,
                AskForAnother,
                finding.Evidence) with
            { Revocation = finding.Report },
            RevocationStatus.Unknown => Checks.Unknown(
                Rule, action, finding.Message, RevocationFinding.Remedy(context, "revocation"), finding.Evidence) with
            {
                Revocation = finding.Report,
            },
            _ => Checks.Passed(Rule, action, finding.Message, finding.Evidence) with
            {
                Revocation = finding.Report,
                Caveat = finding.Caveat,
            },
        };
    }

    /// <summary>What a plugin's answer means for the check.</summary>
    public static Check Decide(SignatureContext context, VerificationPlugin plugin, VerificationResult result)
    {
        var action = context.ActionOf(VerificationType.Revocation);
        var reason = PluginText.Printable(result.Reason ?? "", PluginText.MessageLength);
        Evidence[] evidence =
        [
            Checks.Certificate("signing certificate", context.Content.CertificateChain[0]),
            .. plugin.Evidence,
            new("reason", reason),
        ];
        return result.Success
            ? Checks.Passed(Rule, action, $"the verification plugin \"{plugin.Client.Name}\" found nothing revoked", evidence)
            : Checks.Broken(
                Rule,
                action,
                VerdictKind.Revoked,
                $"revocation check by verification plugin \"{plugin.Client.Name}\" failed with reason \"{reason}\"",
                AskForAnother,
                evidence);
    }

    /// <summary>
    /// The time an invalidity date is held against. Only a signing authority's word counts: a signer's own claim proves
    /// nothing (trust-store-trust-policy.md, "Certificate Revocation Evaluation").
    /// </summary>
    private static DateTimeOffset? SigningTime(SignatureContext context) =>
        context.Content.Scheme == SigningScheme.X509SigningAuthority ? context.Content.SigningTime : null;

    private static Check NotAsked(
        SignatureContext context, X509Certificate2 certificate, string why, string remedy, params Evidence[] evidence) =>
        Checks.Unknown(
            Rule,
            context.ActionOf(VerificationType.Revocation),
            $"signing certificate with subject \"{CertificateName.Format(certificate.SubjectName)}\" revocation status is "
            + $"unknown: {why}",
            remedy,
            [Checks.Certificate("certificate", certificate), .. evidence]);

    /// <summary>True when the certificate says where to ask, or says it in a way that cannot be read.</summary>
    private static bool NamesRevocationSource(X509Certificate2 certificate)
    {
        foreach (var extension in certificate.Extensions)
        {
            if (extension.Oid?.Value == CrlDistributionPoints
                || (extension.Oid?.Value == AuthorityInformationAccess && NamesOcspResponder(extension)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool NamesOcspResponder(X509Extension extension)
    {
        try
        {
            return new X509AuthorityInformationAccessExtension(extension.RawData, extension.Critical)
                .EnumerateOcspUris()
                .Any();
        }
        catch (CryptographicException)
        {
            return true;
        }
    }
}
