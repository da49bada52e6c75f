using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Certificates;

/// <summary>
/// Who signed a certificate. The issuer's key is used directly: building an <see cref="X509Chain"/> would load the
/// machine's roots, which takes some 40 ms and has no say in what a Notary policy trusts.
/// </summary>
public static class CertificateSignature
{
    /// <summary>
    /// True when <paramref name="certificate"/> names <paramref name="issuer"/> as its issuer, byte by byte, and
    /// <paramref name="issuer"/>'s key made its signature. False too for signature algorithms that are refused (MD5, SHA-1)
    /// and for malformed certificates. Whether the issuer may issue is not looked at.
    /// </summary>
    public static bool IsSignedBy(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(issuer);
        return ParsedCertificate.TryRead(certificate, out _) is { } child
            && ParsedCertificate.TryRead(issuer, out _) is { } parent
            && child.Issuer.Span.SequenceEqual(parent.Subject.Span)
            && FindFault(child, parent.Key) is null;
    }

    /// <summary>
    /// True when the certificate names itself as issuer and its own key made its signature. Equal names alone do not
    /// show it: an authority can issue a certificate that bears the authority's own name.
    /// </summary>
    public static bool IsSelfSigned(X509Certificate2 certificate) => IsSignedBy(certificate, certificate);

    /// <summary>
    /// True when the certificate is marked as an authority's: basicConstraints present with <c>cA</c> true
    /// (RFC 5280 §4.2.1.9).
    /// </summary>
    public static bool IsAuthority(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return ParsedCertificate.TryRead(certificate, out _) is { BasicConstraints.IsAuthority: true };
    }

    /// <summary>Verifies the signature of <paramref name="certificate"/> with <paramref name="key"/>; null when it holds.</summary>
    internal static string? FindFault(ParsedCertificate certificate, PublicKeyInfo key) =>
        FindFault(certificate.ToBeSigned, certificate.SignatureAlgorithm, certificate.Signature, key);

    /// <summary>
    /// Verifies a signature made as in certificates, also over a revocation list or an OCSP response; null when it holds.
    /// The fault calls the key's owner <paramref name="signer"/>.
    /// </summary>
    internal static string? FindFault(
        ReadOnlyMemory<byte> toBeSigned,
        CertificateSignatureAlgorithm algorithm,
        ReadOnlyMemory<byte> signature,
        PublicKeyInfo key,
        string signer = "issuer")
    {
        if ((algorithm.Fault ?? key.Fault) is { } fault)
        {
            return fault;
        }

        try
        {
            return Verify(toBeSigned.Span, algorithm, signature.Span, key)
                ? null
                : $"its signature does not verify with the {signer}'s key";
        }
        catch (CryptographicException)
        {
            // A point off its curve, a signature that is no DER: OpenSSL's words for it vary between versions.
            return $"its signature or the {signer}'s key is malformed";
        }
    }

    private static bool Verify(
        ReadOnlySpan<byte> toBeSigned,
        CertificateSignatureAlgorithm algorithm,
        ReadOnlySpan<byte> signature,
        PublicKeyInfo key)
    {
        if (algorithm.Padding is { } padding)
        {
            if (!key.IsRsa)
            {
                return false;
            }

            using var rsa = key.CreateRsa();
            return rsa.VerifyData(toBeSigned, signature, algorithm.Hash, padding);
        }

        if (!key.IsEc)
        {
            return false;
        }

        using var ecdsa = key.CreateEcdsa();
        return ecdsa.VerifyData(toBeSigned, signature, algorithm.Hash, DSASignatureFormat.Rfc3279DerSequence);
    }
}
