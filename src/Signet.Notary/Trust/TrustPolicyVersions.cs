namespace Signet.Notary.Trust;

/// <summary>The versions of policy documents.</summary>
/// <remarks>
/// What Signet adds to the standard stands only in documents of a version of its own. <c>notation</c> passes over members
/// it does not know: it would verify by a document of version 1.0 with a threshold as if no threshold were there. It
/// refuses a version it does not know.
/// </remarks>
public static class TrustPolicyVersions
{
    /// <summary>The Notary Project's (trust-store-trust-policy.md).</summary>
    public const string Standard = "1.0";

    /// <summary>
    /// The standard, and with it prefixes, exclusions, thresholds, required metadata, key strength and age
    /// (docs/policy.md).
    /// </summary>
    public const string Signet = "signet/1.0";
}
