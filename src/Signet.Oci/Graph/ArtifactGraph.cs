namespace Signet.Oci.Graph;

/// <summary>Everything a set of manifests needs, and when asked for, everything that refers to it.</summary>
public sealed class ArtifactGraph
{
    internal ArtifactGraph(
        IReadOnlyList<GraphNode> roots, IReadOnlyList<GraphNode> nodes, IReadOnlyList<IgnoredReferrer> ignored)
    {
        Roots = roots;
        Nodes = nodes;
        Ignored = ignored;
    }

    /// <summary>What the walk began with.</summary>
    public IReadOnlyList<GraphNode> Roots { get; }

    /// <summary>
    /// Every manifest and blob once, each after everything it names: blobs before their manifest, manifests before their
    /// index, subjects before their referrers.
    /// </summary>
    public IReadOnlyList<GraphNode> Nodes { get; }

    /// <summary>Entries of referrers lists that were not what they were listed as, and are not part of the graph.</summary>
    public IReadOnlyList<IgnoredReferrer> Ignored { get; }

    /// <summary>Bytes of all nodes, as their descriptors say; <see cref="long.MaxValue"/> when they say more than that.</summary>
    public long TotalBytes => Nodes.Aggregate(
        0L, (total, node) => node.Descriptor.Size > long.MaxValue - total ? long.MaxValue : total + node.Descriptor.Size);
}
