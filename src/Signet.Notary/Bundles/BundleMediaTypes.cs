using Signet.Signatures.Revocation;

namespace Signet.Notary.Bundles;

/// <summary>The media types of a bundle (docs/bundle.md, "Format").</summary>
public static class BundleMediaTypes
{
    /// <summary>Artifact type of the manifest that makes an image layout a bundle.</summary>
    public const string Bundle = "application/vnd.signet.bundle.v1+json";

    /// <summary>The layer with the statement.</summary>
    public const string Statement = "application/vnd.signet.bundle.statement.v1+json";

    /// <summary>The layer with the trust policy.</summary>
    public const string Policy = "application/vnd.signet.bundle.trust-policy.v1+json";

    /// <summary>A layer with one certificate of a trust store, DER (RFC 2585, section 4.1).</summary>
    public const string Certificate = "application/pkix-cert";

    /// <summary>The layer with the answers about revocation.</summary>
    public static string Revocation => RevocationBundle.MediaType;
}
