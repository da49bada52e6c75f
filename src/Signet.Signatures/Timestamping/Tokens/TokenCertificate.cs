using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Timestamping.Tokens;

/// <summary>A certificate of a token, with what was read of it.</summary>
internal sealed record TokenCertificate(X509Certificate2 Certificate, ParsedCertificate Parsed)
{
    /// <summary>True when it has this issuer, byte by byte, and this serial number.</summary>
    public bool IsNamed(ReadOnlySpan<byte> issuer, ReadOnlySpan<byte> serialNumber) =>
        Parsed.Issuer.Span.SequenceEqual(issuer) && Parsed.SerialNumber.Span.SequenceEqual(serialNumber);
}
