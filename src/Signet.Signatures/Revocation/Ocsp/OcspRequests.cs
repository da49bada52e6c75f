using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>Makes OCSP requests (RFC 6960, section 4.1, and appendix A for their transport).</summary>
/// <remarks>
/// No nonce, as in <c>notation</c>: most responders sign in advance and would leave it out of their answer, so asking for
/// one proves nothing; what guards against old answers is nextUpdate, which is mandatory here.
/// </remarks>
internal static class OcspRequests
{
    private const string MediaType = "application/ocsp-request";

    /// <summary>RFC 6960 §A.1: a GET when the encoded request has fewer characters, before and after escaping.</summary>
    private const int GetCharacters = 255;

    /// <summary>DER of the CertID of a certificate.</summary>
    /// <exception cref="FormatException">One of the certificates is not well formed.</exception>
    public static ReadOnlyMemory<byte> CertificateId(X509Certificate2 certificate, X509Certificate2 issuer) =>
        OcspCertificateId.ForRequest(Parse(certificate), Parse(issuer)).Encode();

    /// <summary>
    /// The request to one responder: GET when short, else POST. Whether an address may be asked at all is the transport's
    /// to say: nothing here reads it as a URI.
    /// </summary>
    public static RevocationRequest Create(string address, ReadOnlyMemory<byte> certificateId, TimeSpan timeout)
    {
        var der = Encode(certificateId);
        var request = new RevocationRequest
        {
            Address = address,
            Server = address,
            MaxBytes = SignatureLimits.OcspResponseBytes,
            Timeout = timeout,
        };
        return GetAddress(address, der) is { } get
            ? request with { Address = get }
            : request with { Body = der, BodyMediaType = MediaType };
    }

    /// <summary>
    /// The address with the request in its path; null when that does not go. Base64 has <c>+</c>, <c>/</c> and <c>=</c>,
    /// which mean something in a path and are escaped. After a query or a fragment there is no path to add to.
    /// </summary>
    private static string? GetAddress(string address, byte[] der)
    {
        var encoded = Convert.ToBase64String(der);
        var escaped = Uri.EscapeDataString(encoded);
        return encoded.Length < GetCharacters && escaped.Length < GetCharacters && address.IndexOfAny(['?', '#']) < 0
            ? $"{address.TrimEnd('/')}/{escaped}"
            : null;
    }

    /// <summary>OCSPRequest with one Request, version 1, unsigned, without extensions.</summary>
    private static byte[] Encode(ReadOnlyMemory<byte> certificateId)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(certificateId.Span);
        }

        return writer.Encode();
    }

    private static ParsedCertificate Parse(X509Certificate2 certificate) =>
        ParsedCertificate.TryRead(certificate, out var fault) ?? throw new FormatException(fault);
}
