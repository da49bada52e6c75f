using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>
/// Who may sign a response (RFC 6960, section 4.2.2.2): the issuer of the certificate in question, or a responder to which
/// that issuer, with the same key, gave a certificate for the purpose.
/// </summary>
/// <remarks>
/// Stricter than <c>notation</c>, which takes the first certificate of the response, whoever it names, when the issuer
/// signed it: here the signer is the one the ResponderID names, and its certificate must be meant for OCSP, valid, strong
/// and not the one in question. A locally configured responder, which the RFC also allows, does not exist.
/// </remarks>
internal static class OcspSignerRules
{
    /// <summary>Critical extensions of a responder's certificate that are looked at here or when its revocation is checked.</summary>
    private static readonly string[] KnownExtensions =
    [
        CertificateOids.BasicConstraints, CertificateOids.KeyUsage, CertificateOids.ExtendedKeyUsage, OcspOids.NoCheck,
        "2.5.29.31", // cRLDistributionPoints
    ];

    /// <summary>The one who signed <paramref name="response"/>.</summary>
    public static OcspSigner Find(
        OcspBasicResponse response, ParsedCertificate subject, ParsedCertificate issuer, DateTimeOffset now)
    {
        string? fault = null;
        if (IsNamed(response, issuer))
        {
            fault = issuer.Key.AuthorityFault ?? SignatureFault(response, issuer, "issuer");
            if (fault is null)
            {
                return OcspSigner.Settled;
            }
        }

        foreach (var der in response.Certificates)
        {
            // The issuer's own certificate may come along; its key was tried.
            if (ParsedCertificate.TryRead(der, out var malformed) is not { } responder)
            {
                fault ??= $"a certificate in it cannot be read: {malformed?.TrimEnd('.')}";
            }
            else if (IsNamed(response, responder) && !SameKey(responder, issuer))
            {
                var problem = FindFault(responder, response, subject, issuer, now);
                if (problem is null)
                {
                    return Delegated(der, responder);
                }

                fault ??= $"the responder \"{responder.SubjectName}\": {problem}";
            }
        }

        return OcspSigner.Refused(
            fault ?? "it names a responder that is not the issuer and whose certificate did not come along");
    }

    /// <summary>§4.2.1, ResponderID: by the subject, or by SHA-1 of the key. An index like the certificate's id, no protection.</summary>
    private static bool IsNamed(OcspBasicResponse response, ParsedCertificate signer) =>
        response.ResponderName is { } name
            ? name.Span.SequenceEqual(signer.Subject.Span)
            : response.ResponderKeyHash is { } hash && hash.Span.SequenceEqual(OcspCertificateId.Sha1(signer.Key.Encoded.Span));

    /// <summary>Cheap rules first; the two signatures, which cost time, last.</summary>
    private static string? FindFault(
        ParsedCertificate responder,
        OcspBasicResponse response,
        ParsedCertificate subject,
        ParsedCertificate issuer,
        DateTimeOffset now) =>
        SelfFault(responder, subject)
        ?? PurposeFault(responder)
        ?? KeyUsageFault(responder)
        ?? responder.Key.AuthorityFault
        ?? ValidityFault(responder, response.ProducedAt, now)
        ?? IssuerFault(responder, issuer)
        ?? SignatureFault(response, responder, "responder");

    /// <summary>Ours: nobody vouches for himself. An intermediate with the OCSP purpose could undo its own revocation.</summary>
    private static string? SelfFault(ParsedCertificate responder, ParsedCertificate subject) =>
        SameKey(responder, subject) ? "it has the key of the certificate in question, and cannot vouch for itself" : null;

    /// <summary>§4.2.2.2: the purpose must be named; <c>anyExtendedKeyUsage</c> does not name it.</summary>
    private static string? PurposeFault(ParsedCertificate responder) =>
        responder.ExtendedKeyUsage?.Purposes.Contains(CertificateOids.OcspSigning) == true
            ? null
            : "its certificate is not for OCSP: the extended key usage id-kp-OCSPSigning is missing";

    /// <summary>RFC 5280 §4.2.1.3: what signs anything but certificates and lists needs digitalSignature.</summary>
    private static string? KeyUsageFault(ParsedCertificate responder) =>
        responder.KeyUsage is { } usage && !usage.Bits.HasFlag(X509KeyUsageFlags.DigitalSignature)
            ? "the key usage of its certificate lacks digitalSignature"
            : null;

    /// <summary>§3.2, 4: authorized now; and it was when it signed.</summary>
    private static string? ValidityFault(ParsedCertificate responder, DateTimeOffset producedAt, DateTimeOffset now)
    {
        var (wrong, which) = now < responder.NotBefore || now > responder.NotAfter
            ? (now, "now")
            : (producedAt, "when the response was signed");
        return wrong >= responder.NotBefore && wrong <= responder.NotAfter
            ? null
            : $"its certificate is valid from {RevocationText.Time(responder.NotBefore)} to "
                + $"{RevocationText.Time(responder.NotAfter)}, not {which}, {RevocationText.Time(wrong)}";
    }

    /// <summary>§4.2.2.2: issued directly by the one it speaks for, with the key that issued the certificate in question.</summary>
    private static string? IssuerFault(ParsedCertificate responder, ParsedCertificate issuer) =>
        responder.Issuer.Span.SequenceEqual(issuer.Subject.Span)
            ? CertificateSignature.FindFault(responder, issuer.Key) is { } fault
                ? $"its certificate is not by the issuer of the certificate in question: {fault}"
                : null
            : "its certificate is not by the issuer of the certificate in question";

    private static string? SignatureFault(OcspBasicResponse response, ParsedCertificate signer, string role) =>
        CertificateSignature.FindFault(
            response.ToBeSigned, response.SignatureAlgorithm, response.Signature, signer.Key, role);

    /// <summary>
    /// RFC 5280 §4.2 (unknown critical extensions) and RFC 6960 §4.2.2.2.1 (nocheck, whose value is NULL). Of all
    /// certificates only one that the issuer signed gets here.
    /// </summary>
    private static OcspSigner Delegated(ReadOnlyMemory<byte> der, ParsedCertificate responder)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = CertificateFile.ReadDer(der);
        }
        catch (FormatException e)
        {
            return OcspSigner.Refused($"the certificate of the responder cannot be read: {e.Message.TrimEnd('.')}");
        }

        var isNoCheck = false;
        foreach (var extension in certificate.Extensions)
        {
            var oid = extension.Oid?.Value;
            if (extension.Critical && !KnownExtensions.Contains(oid))
            {
                return OcspSigner.Refused(
                    $"the certificate of the responder \"{responder.SubjectName}\" has the critical extension {oid}, "
                    + "which is not known");
            }

            isNoCheck |= oid == OcspOids.NoCheck && extension.RawData is [5, 0];
        }

        return isNoCheck ? OcspSigner.Settled : new OcspSigner { ToCheck = certificate };
    }

    private static bool SameKey(ParsedCertificate one, ParsedCertificate other) =>
        one.Key.Encoded.Span.SequenceEqual(other.Key.Encoded.Span);
}
