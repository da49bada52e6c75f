using System.Collections.Concurrent;
using Signet.Notary.Graph;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Repositories;

namespace Signet.Notary.Promotion;

/// <summary>Keeps account of the manifests that a promotion brought to the destination.</summary>
internal sealed class StagingArea
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<Digest, bool> _before = new();
    private readonly Dictionary<Digest, StagedKind> _kinds = [];
    private readonly List<StagedContent> _content = [];
    private readonly HashSet<Digest> _seen = [];

    /// <summary>In the order of their coming.</summary>
    public IReadOnlyList<StagedContent> Content
    {
        get
        {
            lock (_gate)
            {
                return [.. _content];
            }
        }
    }

    /// <summary>Manifests of the graph that are there, after <see cref="LookAsync"/>.</summary>
    public bool WasThere(Digest digest) => _before.ContainsKey(digest);

    /// <summary>Sees what is there of the graph before it is copied.</summary>
    public async Task LookAsync(IRepository destination, GraphVerdict verdict, CancellationToken cancellationToken)
    {
        foreach (var node in verdict.Nodes)
        {
            _kinds[node.Descriptor.Digest] = KindOf(node);
        }

        await Parallel.ForEachAsync(
            verdict.Nodes.Select(n => n.Descriptor),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = NotaryLimits.Graphs.GraphConcurrency,
                CancellationToken = cancellationToken,
            },
            async (descriptor, ct) =>
            {
                if (await destination.ExistsAsync(descriptor, ct))
                {
                    _before[descriptor.Digest] = true;
                }
            });
    }

    /// <summary>Takes in a step of the copy; on any thread.</summary>
    public void Take(TransferEvent step)
    {
        var digest = step.Descriptor.Digest;
        if (step.Stage == TransferStage.Done && MediaTypes.IsManifest(step.Descriptor.MediaType) && !_before.ContainsKey(digest))
        {
            // What came to the source after it was verified is not known by kind.
            Add(new(step.Descriptor.Bare(), _kinds.GetValueOrDefault(digest, StagedKind.Report)));
        }
    }

    public void Add(StagedContent content)
    {
        lock (_gate)
        {
            if (_seen.Add(content.Manifest.Digest))
            {
                _content.Add(content);
            }
        }
    }

    private static StagedKind KindOf(GraphNodeVerdict node) => node.Role switch
    {
        GraphRole.Artifact => StagedKind.Artifact,
        GraphRole.Index => StagedKind.Index,
        GraphRole.Platform => StagedKind.Platform,
        GraphRole.Signature => StagedKind.Signature,
        _ => PromotionRecord.Is(node) ? StagedKind.Record : StagedKind.Report,
    };
}
