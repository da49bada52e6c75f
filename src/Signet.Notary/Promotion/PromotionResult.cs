using Signet.Notary.Graph;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Graph;

namespace Signet.Notary.Promotion;

/// <summary>How a promotion went. Unless it says otherwise the destination's tag has not moved.</summary>
public sealed record PromotionResult
{
    /// <summary>How it ended.</summary>
    public required PromotionOutcome Outcome { get; init; }

    /// <summary>The stage it ended in.</summary>
    public required PromotionStage Stage { get; init; }

    /// <summary>One sentence that says how it ended; may hold names from outside.</summary>
    public required string Summary { get; init; }

    /// <summary>What to do about it; null when it succeeded.</summary>
    public string? Remedy { get; init; }

    /// <summary>For <see cref="PromotionOutcome.Failed"/>: what failed.</summary>
    public Exception? Failure { get; init; }

    /// <summary>The artifact; null when the source could not be resolved.</summary>
    public Descriptor? Root { get; init; }

    /// <summary>What the destination's tag named at the beginning; null for nothing.</summary>
    public Descriptor? Replaced { get; init; }

    /// <summary>Where the destination's tag is.</summary>
    public TagState Tag { get; init; }

    /// <summary>The verdict at the source; null when it did not come to that.</summary>
    public GraphVerdict? SourceVerdict { get; init; }

    /// <summary>The last verdict at the destination; null when it did not come to that.</summary>
    public GraphVerdict? DestinationVerdict { get; init; }

    /// <summary>What the copy did; null when it did not come to its end.</summary>
    public CopyResult? Copy { get; init; }

    /// <summary>Signatures by the destination's key, those of earlier promotions included.</summary>
    public IReadOnlyList<Stamp> Stamps { get; init; } = [];

    /// <summary>The record; null when there is none.</summary>
    public Descriptor? Record { get; init; }

    /// <summary>Manifests that were not at the destination before, in the order of their coming.</summary>
    public IReadOnlyList<StagedContent> Staged { get; init; } = [];

    /// <summary>The stages, up to the one it ended in.</summary>
    public IReadOnlyList<PromotionStep> Steps { get; init; } = [];

    /// <summary>
    /// The verdict that refused it; null when none did, and when the destination's policy has no statement to judge by.
    /// </summary>
    public GraphVerdict? Refusing => Outcome != PromotionOutcome.Refused ? null
        : Stage == PromotionStage.VerifySource ? SourceVerdict : DestinationVerdict;

    /// <summary>As what it was refused; null when it was not. Where no statement applies, nobody is trusted.</summary>
    public VerdictKind? Refusal => Outcome == PromotionOutcome.Refused ? Refusing?.Kind ?? VerdictKind.Untrusted : null;
}
