using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Certificates;

/// <summary>
/// When a certificate is valid (RFC 5280, section 4.1.2.5), in UTC as it is written. .NET hands the times out in the
/// machine's zone, which has to be loaded for that.
/// </summary>
/// <param name="NotBefore">First moment, included.</param>
/// <param name="NotAfter">Last moment, included.</param>
public readonly record struct CertificateValidity(DateTimeOffset NotBefore, DateTimeOffset NotAfter)
{
    /// <summary>Reads the validity of <paramref name="certificate"/>.</summary>
    /// <exception cref="FormatException">The certificate is not well formed.</exception>
    public static CertificateValidity Of(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return ParsedCertificate.TryRead(certificate, out var fault) is { } parsed
            ? new(parsed.NotBefore, parsed.NotAfter)
            : throw new FormatException(fault);
    }
}
