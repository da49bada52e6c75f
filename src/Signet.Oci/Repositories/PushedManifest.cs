namespace Signet.Oci.Repositories;

/// <summary>How a manifest was stored.</summary>
public sealed record PushedManifest
{
    /// <summary>What was stored.</summary>
    public required Descriptor Descriptor { get; init; }

    /// <summary>True when the referrers tag schema was used because the registry has no referrers API.</summary>
    public bool UsedReferrersTag { get; init; }

    /// <summary>
    /// The replaced referrers index when the registry refused to delete it: harmless, left to garbage collection.
    /// </summary>
    public Descriptor? OutdatedIndex { get; init; }
}
