using Signet.Notary.Verification;
using Signet.Oci.Graph;

namespace Signet.Notary.Graph;

/// <summary>
/// The outcome of verifying an artifact with everything that belongs to it. It is data: text, JSON, picture and exit code are
/// made from it, in one place each.
/// </summary>
public sealed record GraphVerdict
{
    /// <summary>The most severe verdict of what is required.</summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>The reference as the caller gave it.</summary>
    public required string Reference { get; init; }

    /// <summary><c>name@digest</c> once resolved; else null.</summary>
    public string? ResolvedReference { get; init; }

    /// <summary>The artifact with all below it; null when it could not be resolved.</summary>
    public GraphNodeVerdict? Root { get; init; }

    /// <summary>Every manifest once, parents first.</summary>
    public IReadOnlyList<GraphNodeVerdict> Nodes { get; init; } = [];

    /// <summary>The policy statement that applied; null when none did, or nothing was verified.</summary>
    public PolicyDecision? Policy { get; init; }

    /// <summary>Checks about the graph as a whole.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>Entries of referrers lists that are not what they were listed as; they count for nothing (attack A12).</summary>
    public IReadOnlyList<IgnoredReferrer> Ignored { get; init; } = [];

    /// <summary>For a request with a platform: what one who takes it gets.</summary>
    public PlatformVerdict? Platform { get; init; }

    /// <summary>The graph that was walked, with blobs; null when it could not be.</summary>
    public ArtifactGraph? Graph { get; init; }

    /// <summary>True when there was no policy to verify by: nothing is known, and nothing is accepted.</summary>
    public bool IsUnverified { get; init; }

    /// <summary>One line that says how it ended.</summary>
    public required string Summary { get; init; }

    /// <summary>When the verdict was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>True when the artifact may be used, with all that is required.</summary>
    public bool IsAccepted => Kind is VerdictKind.Trusted or VerdictKind.Skipped;

    /// <summary>What is required and not accepted.</summary>
    public IEnumerable<GraphNodeVerdict> Failures => Nodes.Where(n => n.IsRequired && !n.IsAccepted);
}
