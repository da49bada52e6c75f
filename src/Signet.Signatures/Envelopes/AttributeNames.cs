namespace Signet.Signatures.Envelopes;

/// <summary>Names of the attributes (signature-specification.md, "Signed Attributes" and "Unsigned Attributes").</summary>
internal static class AttributeNames
{
    public const string SigningScheme = "io.cncf.notary.signingScheme";
    public const string SigningTime = "io.cncf.notary.signingTime";
    public const string AuthenticSigningTime = "io.cncf.notary.authenticSigningTime";
    public const string Expiry = "io.cncf.notary.expiry";
    public const string VerificationPlugin = "io.cncf.notary.verificationPlugin";
    public const string VerificationPluginMinVersion = "io.cncf.notary.verificationPluginMinVersion";
    public const string TimestampSignature = "io.cncf.notary.timestampSignature";
    public const string SigningAgent = "io.cncf.notary.signingAgent";

    public const string X509Scheme = "notary.x509";
    public const string X509SigningAuthorityScheme = "notary.x509.signingAuthority";

    public static string NameOf(SigningScheme scheme) => scheme switch
    {
        Signatures.SigningScheme.X509 => X509Scheme,
        Signatures.SigningScheme.X509SigningAuthority => X509SigningAuthorityScheme,
        _ => throw new ArgumentOutOfRangeException(nameof(scheme), scheme, "There are two signing schemes."),
    };
}
