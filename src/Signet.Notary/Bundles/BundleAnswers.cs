using Signet.Notary.Graph;
using Signet.Signatures.Certificates;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Bundles;

/// <summary>The answers about revocation that a verdict rests on.</summary>
internal static class BundleAnswers
{
    /// <summary>Each answer once, in the order of certificate and address.</summary>
    public static IReadOnlyList<BundleAnswer> Of(GraphVerdict verdict) =>
    [
        .. verdict.Nodes
            .SelectMany(node => node.Verdict?.Signatures ?? [])
            .SelectMany(signature => signature.Checks)
            .SelectMany(check => check.Revocation?.Certificates ?? [])
            .SelectMany(certificate => certificate.Sources.Select(source => Of(certificate, source)))
            .OfType<BundleAnswer>()
            .Distinct()
            .OrderBy(answer => answer.Certificate, StringComparer.Ordinal)
            .ThenBy(answer => answer.Method, StringComparer.Ordinal)
            .ThenBy(answer => answer.Address, StringComparer.Ordinal),
    ];

    private static BundleAnswer? Of(CertificateRevocation certificate, RevocationSource source) =>
        source is { Failure: null, ThisUpdate: { } thisUpdate, NextUpdate: { } nextUpdate }
        && source.Status is RevocationStatus.Good or RevocationStatus.Revoked
            ? new(
                source.Method == RevocationMethod.Ocsp ? "ocsp" : "crl",
                source.Address,
                CertificateThumbprint.Sha256(certificate.Certificate),
                source.Status == RevocationStatus.Good ? "good" : "revoked",
                Seconds(thisUpdate),
                Seconds(nextUpdate))
            : null;

    /// <summary>As the statement writes it, so that equal answers are equal.</summary>
    private static DateTimeOffset Seconds(DateTimeOffset time) => BundleNames.FindTime(BundleNames.Of(time)) ?? time;
}
