namespace Signet.Signatures.Revocation.Crl;

/// <summary>Object identifiers of extensions of lists and their entries (RFC 5280, sections 5.2 and 5.3).</summary>
internal static class CrlOids
{
    public const string CrlNumber = "2.5.29.20";
    public const string ReasonCode = "2.5.29.21";
    public const string InvalidityDate = "2.5.29.24";
    public const string DeltaIndicator = "2.5.29.27";
    public const string IssuingDistributionPoint = "2.5.29.28";
    public const string CertificateIssuer = "2.5.29.29";
}
