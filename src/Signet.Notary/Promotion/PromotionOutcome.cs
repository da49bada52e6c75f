namespace Signet.Notary.Promotion;

/// <summary>How a promotion ended.</summary>
public enum PromotionOutcome
{
    /// <summary>The destination's tag names the artifact, and all of it was verified there.</summary>
    Promoted,

    /// <summary>A policy does not accept the graph; the verdict says why.</summary>
    Refused,

    /// <summary>The source's tag names something else than what was verified (attack A11).</summary>
    SourceMoved,

    /// <summary>Somebody else moved the destination's tag meanwhile.</summary>
    DestinationMoved,

    /// <summary>A repository, key or service failed, or the caller gave up.</summary>
    Failed,
}
