using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Certificates;

/// <summary>The name by which signatures and reports point at a certificate.</summary>
public static class CertificateThumbprint
{
    /// <summary>
    /// SHA-256 over the whole DER certificate, 64 digits of lower-case hex, as in the annotation
    /// <c>io.cncf.notary.x509chain.thumbprint#S256</c> (signature-specification.md, "Storage").
    /// </summary>
    public static string Sha256(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return Convert.ToHexStringLower(SHA256.HashData(certificate.RawDataMemory.Span));
    }
}
