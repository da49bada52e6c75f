namespace Signet.Notary.Trust;

/// <summary>What the statements of a policy are for.</summary>
public enum TrustPolicyKind
{
    /// <summary>Artifacts in registries and layouts (<c>trustpolicy.oci.json</c>).</summary>
    Oci,

    /// <summary>Files (<c>trustpolicy.blob.json</c>).</summary>
    Blob,
}
