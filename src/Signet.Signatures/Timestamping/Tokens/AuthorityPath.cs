using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Timestamping.Tokens;

/// <summary>
/// Finds the way from a timestamp's signer to a trusted root, over the certificates in the token (RFC 5280 §6), and holds it
/// to the specification's rules for timestamping chains. <see cref="X509Chain"/> does what those rules leave out: it finds the
/// order, and sees to name constraints and unknown critical extensions, as Go's validation does.
/// </summary>
/// <remarks>
/// Nothing is fetched and no root of the machine counts. An intermediate certificate from a store of the machine does not
/// count either, though .NET would take it: the same token must have the same outcome everywhere.
/// </remarks>
internal static class AuthorityPath
{
    private const string ChainRule = "authority-chain";

    /// <summary>The chain, leaf first, the given root last.</summary>
    /// <param name="signer">The certificate whose key signed.</param>
    /// <param name="certificates">All certificates of the token.</param>
    /// <param name="roots">Trusted roots; only self-signed ones are anchors.</param>
    /// <param name="time">Time at which all certificates must be valid.</param>
    /// <exception cref="TimestampFaultException">There is no such chain.</exception>
    public static IReadOnlyList<X509Certificate2> Find(
        TokenCertificate signer,
        IReadOnlyList<TokenCertificate> certificates,
        IReadOnlyList<X509Certificate2> roots,
        DateTimeOffset time)
    {
        var anchors = Anchors(roots);
        using var chain = new X509Chain();
        Configure(chain.ChainPolicy, certificates, anchors, time);
        var isBuilt = Build(chain, signer);
        try
        {
            var path = Resolve(chain.ChainElements, certificates, anchors);
            // By object: X509Certificate2.Equals takes certificates of one issuer and serial number for the same.
            if (path is null || !anchors.Exists(a => ReferenceEquals(a, path[^1])))
            {
                throw Untrusted(signer, anchors, roots.Count);
            }

            // The rules first: what they say is more exact than the platform's flags for the same fault.
            if (CertificateChainRules.FindFault(path, CertificatePurpose.Timestamping, time) is { } fault)
            {
                // Without key identifiers the platform goes by names, and takes a root of the same name for the right one.
                throw fault.Rule == "chain-order" && path.Count > 1 && !CertificateSignature.IsSignedBy(path[^2], path[^1])
                    ? Untrusted(signer, anchors, roots.Count)
                    : new TimestampFaultException(fault.Rule, $"timestamping {fault.Message}");
            }

            return isBuilt ? path : throw Invalid(signer, chain.ChainStatus);
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    /// <summary>
    /// The roots that are roots. With an intermediate as anchor nothing above it would have been checked
    /// (trust-store-trust-policy.md, "Trust Store": timestamping roots are self-signed).
    /// </summary>
    private static List<X509Certificate2> Anchors(IReadOnlyList<X509Certificate2> roots)
    {
        List<X509Certificate2> anchors = [.. roots.Where(CertificateSignature.IsSelfSigned)];
        return anchors.Count > 0
            ? anchors
            : throw new TimestampFaultException(TimestampFault.UntrustedRule, roots.Count == 0
                ? "there is no trusted root for timestamps; add the authority's root certificate to a trust store of type tsa"
                : $"none of the {roots.Count} trusted certificates for timestamps is a root, self-signed with SHA-256 or better; "
                    + "trust the authority's root certificate");
    }

    private static void Configure(
        X509ChainPolicy policy, IReadOnlyList<TokenCertificate> certificates, List<X509Certificate2> anchors, DateTimeOffset time)
    {
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(anchors.ToArray());
        policy.ExtraStore.AddRange(certificates.Select(c => c.Certificate).ToArray());
        policy.ApplicationPolicy.Add(new Oid(CertificateOids.TimeStamping));
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.VerificationTime = time.UtcDateTime;
        policy.VerificationTimeIgnored = false;
        // The rules see to validity: OpenSSL takes the last moment of it for the first one after.
        policy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
    }

    private static bool Build(X509Chain chain, TokenCertificate signer)
    {
        try
        {
            return chain.Build(signer.Certificate);
        }
        catch (CryptographicException)
        {
            // Thrown for certificates that OpenSSL reads and then cannot make anything of.
            throw new TimestampFaultException(
                ChainRule, $"no chain can be built for the timestamp's certificate \"{signer.Parsed.SubjectName}\"");
        }
    }

    /// <summary>The chain in the objects of token and trust store; null when a member is in neither.</summary>
    private static List<X509Certificate2>? Resolve(
        X509ChainElementCollection elements, IReadOnlyList<TokenCertificate> certificates, List<X509Certificate2> anchors)
    {
        var path = new List<X509Certificate2>(elements.Count);
        foreach (var element in elements)
        {
            var der = element.Certificate.RawDataMemory;
            var member = anchors.Find(a => a.RawDataMemory.Span.SequenceEqual(der.Span))
                ?? certificates.FirstOrDefault(c => c.Certificate.RawDataMemory.Span.SequenceEqual(der.Span))?.Certificate;
            if (member is null)
            {
                return null;
            }

            path.Add(member);
        }

        return path.Count > 0 ? path : null;
    }

    private static TimestampFaultException Untrusted(TokenCertificate signer, List<X509Certificate2> anchors, int given)
    {
        var names = string.Join(", ", anchors.Take(4).Select(a => $"\"{CertificateName.Format(a.SubjectName)}\""));
        var more = anchors.Count > 4 ? $" and {anchors.Count - 4} more" : "";
        var unusable = anchors.Count < given
            ? $". {given - anchors.Count} trusted certificates were left out, because they are not self-signed with SHA-256 or better"
            : "";
        return new TimestampFaultException(
            TimestampFault.UntrustedRule,
            $"the timestamp's certificate \"{signer.Parsed.SubjectName}\", issued by \"{CertificateName.Format(signer.Parsed.Issuer)}\", "
            + $"does not lead to a trusted root over the certificates in the timestamp; trusted are {names}{more}{unusable}");
    }

    private static TimestampFaultException Invalid(TokenCertificate signer, X509ChainStatus[] status) => new(
        ChainRule,
        $"the chain of the timestamp's certificate \"{signer.Parsed.SubjectName}\" is not valid: "
        + string.Join(", ", status.Select(s => s.Status)));
}
