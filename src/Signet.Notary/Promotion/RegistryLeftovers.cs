using System.Collections.Concurrent;
using Signet.Notary.Graph;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Repositories;

namespace Signet.Notary.Promotion;

/// <summary>
/// Finds leftovers where only tags and lists of referrers can be read: manifests of the source's graph that are there, and
/// signatures and records that refer to them. A report that somebody attached keeps what it refers to.
/// </summary>
internal sealed class RegistryLeftovers(IRepository destination, ArtifactGraph source, IReadOnlySet<Digest> reachable)
{
    public async Task<Leftovers> FindAsync(CancellationToken cancellationToken)
    {
        var own = source.Nodes.Where(n => n.IsManifest).Select(n => n.Descriptor).ToList();
        var there = await FindThereAsync(own, cancellationToken);
        var graph = await GraphWalker.WalkAsync(
            destination,
            [.. own.Where(d => there.ContainsKey(d.Digest)).Select(d => d.Bare())],
            new WalkOptions
            {
                Concurrency = NotaryLimits.Graphs.GraphConcurrency,
                IncludeReferrers = true,
                Limits = NotaryLimits.Graphs,
            },
            cancellationToken);
        var digests = own.Select(d => d.Digest).ToHashSet();
        var kinds = new Dictionary<GraphNode, StagedKind>();
        var stays = new HashSet<GraphNode>();
        foreach (var node in graph.Nodes.Where(n => n.IsManifest))
        {
            var facts = ManifestFacts.Of(await destination.FetchManifestAsync(node.Descriptor.Bare(), cancellationToken));
            kinds[node] = LeftoverKind.Of(node.Descriptor, facts, node.IsReferrer);
            if (reachable.Contains(node.Descriptor.Digest)
                || (!digests.Contains(node.Descriptor.Digest) && kinds[node] is not (StagedKind.Signature or StagedKind.Record)))
            {
                Keep(node, stays);
            }
        }

        return new(
            [.. graph.Nodes.Reverse().Where(n => n.IsManifest && !stays.Contains(n))
                .Select(n => new StagedContent(n.Descriptor.Bare(), kinds[n]))],
            [],
            stays.Count(n => n.IsManifest));
    }

    /// <summary>With what it names and what refers to it, in turn.</summary>
    private static void Keep(GraphNode node, HashSet<GraphNode> stays)
    {
        var open = new Stack<GraphNode>([node]);
        while (open.TryPop(out var next))
        {
            if (stays.Add(next))
            {
                foreach (var other in next.Successors.Concat(next.Referrers))
                {
                    open.Push(other);
                }
            }
        }
    }

    private async Task<ConcurrentDictionary<Digest, bool>> FindThereAsync(
        IReadOnlyList<Descriptor> manifests, CancellationToken cancellationToken)
    {
        var there = new ConcurrentDictionary<Digest, bool>();
        await Parallel.ForEachAsync(
            manifests,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = NotaryLimits.Graphs.GraphConcurrency,
                CancellationToken = cancellationToken,
            },
            async (descriptor, ct) =>
            {
                if (await destination.ExistsAsync(descriptor.Bare(), ct))
                {
                    there[descriptor.Digest] = true;
                }
            });
        return there;
    }
}
