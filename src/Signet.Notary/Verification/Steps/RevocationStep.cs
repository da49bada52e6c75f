using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Trust;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Verification.Steps;

/// <summary>
/// Step 5: no certificate of the chain is revoked (trust-store-trust-policy.md, "Certificate Revocation Evaluation").
/// A certificate that names neither an OCSP responder nor a CRL counts as not revocable, as the specification says; the
/// root is not asked about.
/// </summary>
internal static class RevocationStep
{
    /// <summary>The check's identifier.</summary>
    public const string Rule = "revocation";

    private const string AuthorityInformationAccess = "1.3.6.1.5.5.7.1.1";
    private const string CrlDistributionPoints = "2.5.29.31";

    /// <summary>Runs the step.</summary>
    public static Check Run(SignatureContext context)
    {
        var action = context.ActionOf(VerificationType.Revocation);
        if (action == VerificationAction.Skip)
        {
            return Checks.Skipped(Rule, "the policy says not to check revocation");
        }

        var chain = context.Content.CertificateChain;
        if (chain.SkipLast(1).FirstOrDefault(NamesRevocationSource) is not { } certificate)
        {
            return Checks.Passed(
                Rule,
                action,
                "no certificate of the chain can be revoked",
                new Evidence("revocation sources", "the certificates name no OCSP responder and no CRL"));
        }

        return Checks.Unknown(
            Rule,
            action,
            $"signing certificate with subject \"{CertificateName.Format(certificate.SubjectName)}\" revocation status is "
            + "unknown: revocation checking is not available in this version",
            $"verify with notation, or set \"override\": {{\"revocation\": \"skip\"}} in statement "
            + $"\"{context.Statement.Name}\" if you accept signatures of revoked certificates",
            Checks.Certificate("certificate", certificate));
    }

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
