using Signet.Oci.Graph;

namespace Signet.Oci.Backups;

/// <summary>What was saved or brought back.</summary>
/// <param name="Tags">Each tag, in the order of the call.</param>
/// <param name="Copy">What was moved; null after a rehearsal.</param>
public sealed record BackupResult(IReadOnlyList<BackupTag> Tags, CopyResult? Copy)
{
    internal static BackupResult Of(IReadOnlyList<CopyRoot> roots, CopyResult copy) => Of(roots, copy.Graph) with { Copy = copy };

    internal static BackupResult Of(IReadOnlyList<CopyRoot> roots, ArtifactGraph graph)
    {
        var nodes = graph.Roots.ToDictionary(node => NodeKey.Of(node.Descriptor));
        return new BackupResult(
            [.. roots.SelectMany(root => root.Tags.Select(tag => new BackupTag(
                tag, root.Descriptor, nodes[NodeKey.Of(root.Descriptor)].CountReferrers())))],
            null);
    }
}
