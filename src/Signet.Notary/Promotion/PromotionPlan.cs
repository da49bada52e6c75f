using Signet.Notary.Graph;
using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Promotion;

/// <summary>What a promotion would do.</summary>
public sealed record PromotionPlan
{
    /// <summary>The artifact.</summary>
    public required Descriptor Root { get; init; }

    /// <summary>What the destination's tag names now; null for nothing.</summary>
    public Descriptor? Replaced { get; init; }

    /// <summary>The verdict at the source; unless it is accepted, nothing of the rest would be done.</summary>
    public required GraphVerdict SourceVerdict { get; init; }

    /// <summary>Manifests and blobs of the graph.</summary>
    public required int Count { get; init; }

    /// <summary>Those the destination lacks.</summary>
    public required IReadOnlyList<Descriptor> Missing { get; init; }

    /// <summary>Bytes of what it lacks.</summary>
    public required long MissingBytes { get; init; }

    /// <summary>What would be stamped, unless the key has done so before; empty without a key.</summary>
    public required IReadOnlyList<Descriptor> Stamped { get; init; }

    /// <summary>The statement that would decide at the destination; null when none applies, and it would be refused.</summary>
    public PolicyDecision? DestinationPolicy { get; init; }

    /// <summary>Why it would be refused; null when nothing of what can be known before would refuse it.</summary>
    public VerdictKind? Refusal => !SourceVerdict.IsAccepted ? SourceVerdict.Kind
        : DestinationPolicy is null ? VerdictKind.Untrusted
        : null;

    /// <summary>True when the destination's tag names the artifact already.</summary>
    public bool IsAlreadyTagged => Replaced?.Digest == Root.Digest;
}
