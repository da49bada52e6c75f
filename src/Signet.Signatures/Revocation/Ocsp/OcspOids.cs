namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>Object identifiers that occur in OCSP messages (RFC 6960, section 4).</summary>
internal static class OcspOids
{
    public const string BasicResponse = "1.3.6.1.5.5.7.48.1.1";
    public const string NoCheck = "1.3.6.1.5.5.7.48.1.5";
    public const string InvalidityDate = "2.5.29.24";
    public const string Sha1 = "1.3.14.3.2.26";
}
