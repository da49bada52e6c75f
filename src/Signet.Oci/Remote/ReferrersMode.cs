namespace Signet.Oci.Remote;

/// <summary>How a subject's referrers are found and recorded in a registry (distribution-spec, "Listing Referrers").</summary>
public enum ReferrersMode
{
    /// <summary>The referrers API where the registry has it, else the tag schema.</summary>
    Auto,

    /// <summary>Only the referrers API; a registry without it is <see cref="OciError.Unsupported"/>.</summary>
    Api,

    /// <summary>Only the tag schema, as <c>notation</c> 1.3 writes.</summary>
    Tag,
}
