using Signet.Notary.Graph;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Repositories;

namespace Signet.Notary.Bundles;

/// <summary>The outcome of verifying a bundle. It is data: text, JSON and exit code are made from it, in one place each.</summary>
public sealed record BundleVerdict
{
    /// <summary>The most severe of all that was found.</summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The repository it had to be of.</summary>
    public required string Scope { get; init; }

    /// <summary>The bundle's manifest; null when there is not exactly one.</summary>
    public Descriptor? Bundle { get; init; }

    /// <summary>What the bundle's own signature led to; null when it did not come to that.</summary>
    public Verdict? Signature { get; init; }

    /// <summary>What the bundle states; null unless its signature is trusted and it could be read.</summary>
    public BundleStatement? Statement { get; init; }

    /// <summary>The graph by the policy in the bundle; null when it did not come to that.</summary>
    public GraphVerdict? Graph { get; init; }

    /// <summary>The graph by this machine's own policy; null when that was not asked for.</summary>
    public GraphVerdict? OwnGraph { get; init; }

    /// <summary>The rules of bundles, in the order in which they were looked at.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>One line that says how it ended.</summary>
    public required string Summary { get; init; }

    /// <summary>When the verdict was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>True when the bundle may be used. A bundle is never accepted because a policy says to skip.</summary>
    public bool IsAccepted => Kind == VerdictKind.Trusted;

    /// <summary>The opened archive.</summary>
    internal IRepository? Repository { get; init; }

    /// <summary>The bundle's manifest with all it needs and its signature.</summary>
    internal ArtifactGraph? Parts { get; init; }
}
