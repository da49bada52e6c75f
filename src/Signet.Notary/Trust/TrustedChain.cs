using System.Security.Cryptography.X509Certificates;
using Signet.Signatures;
using Signet.Signatures.Certificates;

namespace Signet.Notary.Trust;

/// <summary>
/// The chain of a certificate that lies on its own, completed from other certificates at hand, up to a root in a trust store
/// of this machine: only such a chain may be asked about at the addresses that its certificates name.
/// </summary>
public sealed class TrustedChain
{
    private const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    private TrustedChain(IReadOnlyList<X509Certificate2> certificates, CertificatePurpose purpose)
    {
        Certificates = certificates;
        Purpose = purpose;
    }

    /// <summary>Leaf first, root last.</summary>
    public IReadOnlyList<X509Certificate2> Certificates { get; }

    /// <summary>What the leaf is for, by its extKeyUsage.</summary>
    public CertificatePurpose Purpose { get; }

    /// <summary>
    /// The chains of the certificates among <paramref name="given"/> that are no authorities. Missing issuers are looked
    /// for among the others given and in all trust stores. The root must be in a store for the chain's purpose: <c>tsa</c>
    /// for timestamping, else <c>ca</c> or <c>signingAuthority</c>. A trusted certificate further down is not enough here:
    /// anybody can make certificates that stand above it.
    /// </summary>
    /// <exception cref="TrustStoreException">
    /// A chain is not complete, not backed, or breaks the rules; or a store cannot be read.
    /// </exception>
    public static async Task<IReadOnlyList<TrustedChain>> FindAsync(
        TrustStore trustStore, IReadOnlyList<X509Certificate2> given, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trustStore);
        ArgumentNullException.ThrowIfNull(given);
        var trusted = await LoadAsync(trustStore, cancellationToken);
        var known = trusted.Select(t => t.Certificate).Concat(given).DistinctBy(CertificateThumbprint.Sha256).ToList();
        var leaves = given
            .Where(c => !CertificateSignature.IsAuthority(c))
            .DistinctBy(CertificateThumbprint.Sha256)
            .ToList();
        return leaves.Count > 0
            ? leaves.ConvertAll(leaf => Find(leaf, known, trusted))
            : throw new TrustStoreException(
                "the files have certificates of authorities only; give the signing certificate or that of the timestamping "
                + "authority, with its chain");
    }

    private static async Task<List<(TrustStoreType Type, X509Certificate2 Certificate)>> LoadAsync(
        TrustStore trustStore, CancellationToken cancellationToken)
    {
        var trusted = new List<(TrustStoreType, X509Certificate2)>();
        var files = await trustStore.ListAsync(cancellationToken: cancellationToken);
        foreach (var name in files.Select(f => f.Store).Distinct())
        {
            trusted.AddRange((await trustStore.LoadAsync(name, cancellationToken)).Select(c => (name.Type, c)));
        }

        return trusted;
    }

    private static TrustedChain Find(
        X509Certificate2 leaf,
        List<X509Certificate2> known,
        List<(TrustStoreType Type, X509Certificate2 Certificate)> trusted)
    {
        var purpose = IsTimestamping(leaf) ? CertificatePurpose.Timestamping : CertificatePurpose.CodeSigning;
        var anchors = trusted
            .Where(t => t.Type == TrustStoreType.Tsa == (purpose == CertificatePurpose.Timestamping))
            .Select(t => CertificateThumbprint.Sha256(t.Certificate))
            .ToHashSet(StringComparer.Ordinal);
        var path = new List<X509Certificate2>();
        if (!Climb(leaf, known, anchors, path, []))
        {
            throw NotTrusted(leaf, purpose);
        }

        return CertificateChainRules.FindFault(path, purpose, signingTime: null) is { } fault
            ? throw new TrustStoreException($"the certificate {Name(leaf)} is not asked about: {fault.Message}")
            : new(path, purpose);
    }

    /// <summary>
    /// Depth first to a root that is an anchor; each certificate is tried once, so that cross-signed authorities neither
    /// hide a way nor lead in circles.
    /// </summary>
    private static bool Climb(
        X509Certificate2 certificate,
        List<X509Certificate2> known,
        HashSet<string> anchors,
        List<X509Certificate2> path,
        HashSet<string> tried)
    {
        var thumbprint = CertificateThumbprint.Sha256(certificate);
        if (path.Count == SignatureLimits.ChainCertificates || !tried.Add(thumbprint))
        {
            return false;
        }

        path.Add(certificate);
        if (CertificateSignature.IsSelfSigned(certificate)
            ? anchors.Contains(thumbprint)
            : known.Any(issuer => CertificateSignature.IsSignedBy(certificate, issuer)
                && Climb(issuer, known, anchors, path, tried)))
        {
            return true;
        }

        path.RemoveAt(path.Count - 1);
        return false;
    }

    private static bool IsTimestamping(X509Certificate2 leaf) => leaf.Extensions
        .OfType<X509EnhancedKeyUsageExtension>()
        .Any(e => e.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Any(o => o.Value == TimeStamping));

    private static TrustStoreException NotTrusted(X509Certificate2 leaf, CertificatePurpose purpose)
    {
        var type = purpose == CertificatePurpose.Timestamping ? "tsa" : "ca";
        return new(
            $"the certificate {Name(leaf)} is not asked about: no chain from it ends in a root of a trust store of "
            + "this machine, and the addresses in a stranger's certificate may be an attack. If you trust its authority, "
            + $"add the root certificate: signet cert add --type {type} --store <name> <root.crt>; give missing "
            + "intermediate certificates along with it");
    }

    private static string Name(X509Certificate2 certificate) =>
        GoQuote.Text(CertificateName.Format(certificate.SubjectName));
}
