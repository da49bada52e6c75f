using Signet.Oci.Graph.Transfer;

namespace Signet.Oci.Graph;

/// <summary>What a copy did.</summary>
public sealed record CopyResult
{
    /// <summary>What was copied under the destination's tags, in the order of the call.</summary>
    public required IReadOnlyList<Descriptor> Roots { get; init; }

    /// <summary>
    /// What was walked; below a manifest the destination had already, only what referrers were looked for in.
    /// </summary>
    public required ArtifactGraph Graph { get; init; }

    /// <summary>Manifests and blobs whose bytes were moved.</summary>
    public required int Copied { get; init; }

    /// <summary>Those that were there already.</summary>
    public required int Skipped { get; init; }

    /// <summary>Blobs taken over from another repository of the registry.</summary>
    public required int Mounted { get; init; }

    /// <summary>Bytes that were moved, each blob once however often it was begun.</summary>
    public required long CopiedBytes { get; init; }

    /// <summary>Manifests copied because they refer to others, directly or through referrers.</summary>
    public int Referrers => Graph.Nodes.Count(node => node.IsReferrer);

    /// <summary>Referrers the source lists that were left behind, because they are not what they are listed as.</summary>
    public IReadOnlyList<IgnoredReferrer> Ignored => Graph.Ignored;

    /// <summary>
    /// Replaced indexes of referrers the registry would not delete: harmless, left to its garbage collection.
    /// </summary>
    public IReadOnlyList<Descriptor> OutdatedIndexes { get; init; } = [];

    internal static CopyResult Of(
        ArtifactGraph graph, IReadOnlyList<Descriptor> roots, TransferTally tally, IContentTarget target) => new()
        {
            Graph = graph,
            Roots = roots,
            Copied = tally.Copied,
            Skipped = tally.Skipped,
            Mounted = tally.Mounted,
            CopiedBytes = tally.CopiedBytes,
            OutdatedIndexes = (target as RepositoryTarget)?.OutdatedIndexes ?? [],
        };
}
