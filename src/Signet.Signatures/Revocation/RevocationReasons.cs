using System.Globalization;

namespace Signet.Signatures.Revocation;

/// <summary>The reasons for a revocation (CRLReason, RFC 5280 §5.3.1), which OCSP and lists share.</summary>
internal static class RevocationReasons
{
    /// <summary>The certificate is only suspended; it counts as revoked while that lasts.</summary>
    public const int CertificateHold = 6;

    /// <summary>A delta list takes an entry back: no revocation at all, and senseless anywhere else.</summary>
    public const int RemoveFromCrl = 8;

    private static readonly string?[] Names =
    [
        "unspecified", "keyCompromise", "cACompromise", "affiliationChanged", "superseded", "cessationOfOperation",
        "certificateHold", null, "removeFromCRL", "privilegeWithdrawn", "aACompromise",
    ];

    /// <summary>The RFC's name; for a number that it does not have, <c>reason N</c>: revoked is revoked.</summary>
    public static string Name(int reason) =>
        (reason >= 0 && reason < Names.Length ? Names[reason] : null)
        ?? "reason " + reason.ToString(CultureInfo.InvariantCulture);
}
