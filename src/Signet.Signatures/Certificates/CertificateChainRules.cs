using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Certificates;

/// <summary>
/// The rules for the certificates of a signature (signature-specification.md, "Certificate Requirements"). They hold when
/// signing and when verifying, and say nothing about trust: that is the trust store's part.
/// </summary>
/// <remarks>
/// Stricter than <c>notation</c> where it departs from the specification to the lax side: an authority's basicConstraints
/// must be critical, <c>anyExtendedKeyUsage</c> is refused, SHA-1 is refused in a chain of one too. Stricter than the
/// specification: the keys of authorities are held to the same lower bound as the leaf's, or the leaf's strength would mean
/// nothing; the OCSPSigning purpose is refused, as <c>notation</c> does.
/// </remarks>
public static class CertificateChainRules
{
    private const string Prefix = "certificate-chain is invalid, ";

    /// <summary>
    /// The first rule that <paramref name="chain"/> breaks, or null when it keeps them all. No I/O, no system trust store.
    /// </summary>
    /// <param name="chain">The certificates, leaf first, root last.</param>
    /// <param name="purpose">What the leaf is for.</param>
    /// <param name="signingTime">
    /// Time at which every certificate must be valid, bounds included; null to leave validity to the caller, who knows
    /// whether there is an authentic timestamp.
    /// </param>
    public static CertificateFault? FindFault(
        IReadOnlyList<X509Certificate2> chain, CertificatePurpose purpose, DateTimeOffset? signingTime)
    {
        ArgumentNullException.ThrowIfNull(chain);
        if (Count(chain.Count) is { } miscounted)
        {
            return miscounted;
        }

        var parsed = new ParsedCertificate[chain.Count];
        for (var i = 0; i < parsed.Length; i++)
        {
            if (ParsedCertificate.TryRead(chain[i], out var fault) is not { } certificate)
            {
                return Fault("malformed", fault!);
            }

            parsed[i] = certificate;
        }

        return FindFault(parsed, purpose, signingTime);
    }

    /// <summary>Cheap rules first: signatures are verified only for a chain that would be good if they hold.</summary>
    private static CertificateFault? FindFault(ParsedCertificate[] chain, CertificatePurpose purpose, DateTimeOffset? time) =>
        Names(chain)
        ?? ForEach(chain, certificate => SignatureAlgorithm(certificate))
        ?? Authorities(chain, purpose)
        ?? CertificateLeafRules.FindFault(chain[0], purpose)
        ?? (time is { } signingTime ? ForEach(chain, certificate => Validity(certificate, signingTime)) : null)
        ?? Signatures(chain);

    /// <summary>"Other requirements" 1: there is at least a root; the upper bound is ours.</summary>
    private static CertificateFault? Count(int count) => count switch
    {
        0 => Fault("chain-empty", "the certificate chain must contain at least one certificate"),
        > SignatureLimits.ChainCertificates => Fault(
            "chain-length",
            $"the certificate chain has {count} certificates, more than the limit of {SignatureLimits.ChainCertificates}"),
        _ => null,
    };

    /// <summary>
    /// "Other requirements" 1 and 2: ordered, complete, nothing unrelated, root last. Names are compared byte by byte
    /// (RFC 5280 §7.1 allows it), so that no two readers can differ.
    /// </summary>
    private static CertificateFault? Names(ParsedCertificate[] chain)
    {
        for (var i = 0; i < chain.Length - 1; i++)
        {
            if (!chain[i].Issuer.Span.SequenceEqual(chain[i + 1].Subject.Span))
            {
                return NotIssued(chain[i], chain[i + 1], "its issuer has another name");
            }
        }

        return chain[^1].IsSelfIssued ? null : NotRoot(chain, "its issuer is another certificate; add the rest of the chain");
    }

    /// <summary>"Other requirements", SHA-1: no certificate of the chain may be signed with a broken hash, the root included.</summary>
    private static CertificateFault? SignatureAlgorithm(ParsedCertificate certificate) =>
        certificate.SignatureAlgorithm.Fault is { } fault
            ? Fault("signature-algorithm", $"certificate with subject \"{certificate.SubjectName}\": {fault}")
            : null;

    /// <summary>"Other requirements" 3: valid at signing time, both bounds included ("Signing time").</summary>
    private static CertificateFault? Validity(ParsedCertificate certificate, DateTimeOffset time) =>
        time >= certificate.NotBefore && time <= certificate.NotAfter
            ? null
            : Fault(
                "validity",
                $"certificate with subject \"{certificate.SubjectName}\" was invalid at signing time of {Text(time)}. "
                + $"Certificate is valid from [{Text(certificate.NotBefore)}] to [{Text(certificate.NotAfter)}]");

    private static CertificateFault? Authorities(ParsedCertificate[] chain, CertificatePurpose purpose)
    {
        for (var i = 1; i < chain.Length; i++)
        {
            if (CertificateAuthorityRules.FindFault(chain[i], purpose, authoritiesBelow: i - 1) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    /// <summary>"Other requirements" 1 and 2: each certificate signed by the next, the last by itself, no other by itself.</summary>
    private static CertificateFault? Signatures(ParsedCertificate[] chain)
    {
        for (var i = 0; i < chain.Length - 1; i++)
        {
            if (IsEarlySelfSigned(chain, i) is { } selfSigned)
            {
                return selfSigned;
            }

            if (CertificateSignature.FindFault(chain[i], chain[i + 1].Key) is { } fault)
            {
                return NotIssued(chain[i], chain[i + 1], fault);
            }
        }

        return CertificateSignature.FindFault(chain[^1], chain[^1].Key) is { } broken ? NotRoot(chain, broken) : null;
    }

    /// <summary>
    /// "Other requirements" 2: nothing follows the root. The signature decides, not the name: a root may issue a leaf
    /// that bears the root's own name.
    /// </summary>
    private static CertificateFault? IsEarlySelfSigned(ParsedCertificate[] chain, int i)
    {
        if (!chain[i].IsSelfIssued || CertificateSignature.FindFault(chain[i], chain[i].Key) is not null)
        {
            return null;
        }

        var kind = i == 0 ? "leaf" : "intermediate";
        return Fault(
            "self-signed-inside",
            $"{kind} certificate with subject \"{chain[i].SubjectName}\" is self-signed. "
            + $"The chain must end with the first self-signed certificate, and {chain.Length - 1 - i} more follow");
    }

    private static CertificateFault NotIssued(ParsedCertificate certificate, ParsedCertificate next, string why) => Fault(
        "chain-order",
        $"certificate with subject \"{certificate.SubjectName}\" is not issued by \"{next.SubjectName}\", the next of the "
        + $"chain: {why}. The chain must run from the leaf to the root without gaps");

    private static CertificateFault NotRoot(ParsedCertificate[] chain, string why) => chain.Length == 1
        ? Fault("root", $"invalid self-signed certificate. subject: \"{chain[0].SubjectName}\". Error: {why}")
        : Fault(
            "root",
            $"root certificate with subject \"{chain[^1].SubjectName}\" is not self-signed: {why}. "
            + "Certificate chain must end with a valid self-signed root certificate");

    private static CertificateFault? ForEach(ParsedCertificate[] chain, Func<ParsedCertificate, CertificateFault?> rule)
    {
        foreach (var certificate in chain)
        {
            if (rule(certificate) is { } fault)
            {
                return fault;
            }
        }

        return null;
    }

    internal static CertificateFault Fault(string rule, string message) => new(rule, Prefix + message);

    private static string Text(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
}
