using Signet.Oci;
using Signet.Oci.Graph;

namespace Signet.Notary.Graph;

/// <summary>The outcome of signing a graph.</summary>
public sealed record GraphSigning
{
    /// <summary>The artifact, as the repository resolved it.</summary>
    public required Descriptor Artifact { get; init; }

    /// <summary><c>name@digest</c> of the artifact.</summary>
    public required string ResolvedReference { get; init; }

    /// <summary>Every part that was to be signed, what others rest on first, the artifact last.</summary>
    public required IReadOnlyList<GraphSignResult> Results { get; init; }

    /// <summary>Entries of referrers lists that are not what they were listed as, and were not signed.</summary>
    public IReadOnlyList<IgnoredReferrer> Ignored { get; init; } = [];

    /// <summary>True when everything is signed now.</summary>
    public bool IsComplete => Results.All(r => r.Outcome is GraphSignOutcome.Signed or GraphSignOutcome.AlreadySigned);

    /// <summary>The first failure; null when there is none.</summary>
    public Exception? Failure => Results.FirstOrDefault(r => r.Failure is not null)?.Failure;
}
