namespace Signet.Plugins;

/// <summary>What a plugin can do (plugin-extensibility.md, "Plugin capabilities").</summary>
public static class PluginCapability
{
    /// <summary>Signs bytes with a key it holds: <c>describe-key</c>, <c>generate-signature</c>.</summary>
    public const string RawSignatureGenerator = "SIGNATURE_GENERATOR.RAW";

    /// <summary>Makes whole envelopes for OCI artifacts: <c>generate-envelope</c>.</summary>
    public const string EnvelopeGenerator = "SIGNATURE_GENERATOR.ENVELOPE";

    /// <summary>Makes whole envelopes for blobs: <c>describe-key</c>, <c>generate-envelope</c>.</summary>
    public const string BlobEnvelopeGenerator = "SIGNATURE_GENERATOR.ENVELOPE_FOR_BLOB";

    /// <summary>Decides in verification whether the signer is one whom the policy trusts: <c>verify-signature</c>.</summary>
    public const string TrustedIdentityVerifier = "SIGNATURE_VERIFIER.TRUSTED_IDENTITY";

    /// <summary>Decides in verification whether certificates are revoked: <c>verify-signature</c>.</summary>
    public const string RevocationVerifier = "SIGNATURE_VERIFIER.REVOCATION_CHECK";
}
