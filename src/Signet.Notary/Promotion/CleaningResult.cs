using Signet.Oci;

namespace Signet.Notary.Promotion;

/// <summary>What was removed of the leftovers of promotions.</summary>
public sealed record CleaningResult
{
    /// <summary>Manifests that were removed, or would be; those that name others first.</summary>
    public required IReadOnlyList<StagedContent> Removed { get; init; }

    /// <summary>Blobs of a layout that were removed, or would be. A registry collects them itself.</summary>
    public required IReadOnlyList<Descriptor> RemovedBlobs { get; init; }

    /// <summary>Manifests that could not be removed.</summary>
    public IReadOnlyList<StagedContent> Remaining { get; init; } = [];

    /// <summary>Why; null when none remain.</summary>
    public OciException? Failure { get; init; }

    /// <summary>Manifests of the graph that stay, because a tag reaches them or somebody else's manifest needs them.</summary>
    public required int Kept { get; init; }
}
