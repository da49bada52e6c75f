namespace Signet.Oci.Remote.Referrers;

/// <summary>Whether a repository's registry has the referrers API, as far as is known.</summary>
internal enum ReferrersSupport
{
    /// <summary>Nothing was asked yet.</summary>
    Unknown,

    /// <summary>It answered the API, or said <c>OCI-Subject</c>.</summary>
    Api,

    /// <summary>It does not have it; the tag schema is used.</summary>
    Tag,
}
