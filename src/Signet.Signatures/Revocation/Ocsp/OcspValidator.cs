using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>Validates OCSP responses (RFC 6960, sections 3.2 and 4.2).</summary>
internal static class OcspValidator
{
    /// <summary>What <paramref name="response"/> says about <paramref name="certificate"/>.</summary>
    public static OcspAnswer Evaluate(
        ReadOnlyMemory<byte> response,
        X509Certificate2 certificate,
        X509Certificate2 issuer,
        DateTimeOffset now,
        DateTimeOffset? signingTime) => new()
        {
            Status = RevocationStatus.Unknown,
            Failure = RevocationFailure.Malformed,
            Message = "reading OCSP responses is not available in this version",
        };
}
