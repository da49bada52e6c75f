using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Trust.Policies;

/// <summary>Trust stores that a policy names and that are not there, or hold what should not be trusted any more.</summary>
internal static class StoreLint
{
    /// <summary>Organizations that issue code-signing certificates to anybody who pays.</summary>
    private static readonly string[] PublicAuthorities =
    [
        "DigiCert", "Sectigo", "COMODO", "GlobalSign", "Entrust", "SSL Corp", "SSL.com", "Asseco", "Unizeto", "Certum", "GoDaddy",
        "Starfield", "IdenTrust", "Symantec", "VeriSign", "thawte", "SwissSign", "QuoVadis", "Actalis", "WoSign",
    ];

    public static async Task CheckAsync(
        IReadOnlyList<TrustPolicyStatement> statements,
        TrustStore trustStore,
        DateTimeOffset now,
        PolicyFindings findings,
        CancellationToken cancellationToken)
    {
        foreach (var use in statements.SelectMany(s => s.TrustStores.Distinct().Select(store => (Store: store, Statement: s))).GroupBy(u => u.Store))
        {
            IReadOnlyList<(string File, X509Certificate2 Certificate)> certificates;
            try
            {
                certificates = await trustStore.LoadFilesAsync(use.Key, cancellationToken);
            }
            catch (TrustStoreException e)
            {
                var names = string.Join(", ", use.Select(u => GoQuote.Text(u.Statement.Name)));
                findings.Warn(
                    "store.unusable", use.First().Statement.Name,
                    $"the trust store {use.Key}, which {names} {(use.Count() == 1 ? "names" : "name")}, cannot be used: {e.Message}",
                    $"every verification by the statement fails until it can: signet certificate add --type {use.Key.TypeName} "
                    + $"--store {use.Key.Name} <file>");
                continue;
            }

            foreach (var (file, certificate) in certificates)
            {
                CheckCertificate(use.Key, file, certificate, now, findings);
                if (use.Key.Type != TrustStoreType.Tsa && PublicAuthorityOf(certificate) is { } authority)
                {
                    foreach (var (_, statement) in use)
                    {
                        CheckPublic(statement, use.Key, authority, findings);
                    }
                }

                certificate.Dispose();
            }
        }
    }

    private static void CheckCertificate(
        TrustStoreName store, string file, X509Certificate2 certificate, DateTimeOffset now, PolicyFindings findings)
    {
        var what = $"{file} in trust store {store} ({CertificateName.Format(certificate.SubjectName)})";
        var remove = $"signet certificate delete --type {store.TypeName} --store {store.Name} {file}";
        switch (CertificateStates.Of(certificate, now))
        {
            case CertificateState.Expired:
                findings.Warn(
                    "certificate.expired", null,
                    $"{what} expired on {Date(certificate.NotAfter)}: only signatures with a timestamp from before count by it",
                    $"add its successor, and when nothing needs it any more: {remove}");
                break;
            case CertificateState.ExpiresSoon:
                findings.Warn(
                    "certificate.expiring", null, $"{what} expires on {Date(certificate.NotAfter)}",
                    "add its successor before that day");
                break;
            case CertificateState.NotYetValid:
                findings.Warn(
                    "certificate.future", null, $"{what} is not valid before {Date(certificate.NotBefore)}",
                    "check the clock of this machine");
                break;
        }

        if (!CertificateSignature.IsSelfSigned(certificate))
        {
            findings.Inform(
                "certificate.intermediate", null,
                $"{what} is no root: its issuer is not trusted, and whether the issuer revoked it is not asked",
                "trust the root, and name the signers in \"trustedIdentities\"");
        }
    }

    private static void CheckPublic(TrustPolicyStatement statement, TrustStoreName store, string authority, PolicyFindings findings)
    {
        if (statement.TrustedIdentities.Contains(TrustedIdentityRules.Wildcard, StringComparer.Ordinal)
            && !findings.Items.Any(f => f.Rule == "identity.public" && f.Statement == statement.Name))
        {
            findings.Warn(
                "identity.public", statement.Name,
                $"trust policy statement {GoQuote.Text(statement.Name)} trusts every identity (\"*\") of the trust store {store}, "
                + $"which holds a public authority ({authority}): everybody can buy a certificate from it",
                "name the signers in \"trustedIdentities\"");
        }
    }

    private static string? PublicAuthorityOf(X509Certificate2 certificate)
    {
        try
        {
            var organization = CertificateName.Attributes(certificate.SubjectName).FirstOrDefault(a => a.Type == "O")?.Value;
            return organization is not null
                && PublicAuthorities.Any(p => organization.StartsWith(p, StringComparison.OrdinalIgnoreCase))
                    ? organization
                    : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Date(DateTime time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
