using System.Collections.Concurrent;
using Signet.Notary.Graph;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Graph;

namespace Signet.Notary.Promotion;

/// <summary>Finds out what a promotion would do, by reading alone.</summary>
internal sealed class PromotionPlanner(PromotionRequest request, TrustStore trustStore, VerifierOptions options)
{
    public async Task<PromotionPlan> PlanAsync(bool isDestinationThere, CancellationToken cancellationToken)
    {
        var source = request.Source;
        var root = (await source.Repository.FetchManifestAsync(source.Reference, cancellationToken)).Descriptor;
        var replaced = isDestinationThere ? await FindTagAsync(cancellationToken) : null;
        var verdict = await new GraphVerifier(source.Policy, trustStore, options).VerifyAsync(
            source.Repository,
            new GraphVerifyRequest
            {
                Reference = root.Digest.ToString(),
                OriginalReference = source.At(root.Digest),
                Scope = source.Scope,
                PluginConfig = request.PluginConfig,
            },
            cancellationToken);
        var nodes = verdict.Graph?.Nodes ?? [];
        var missing = isDestinationThere
            ? await FindMissingAsync(nodes, cancellationToken)
            : [.. nodes.Select(n => n.Descriptor)];
        return new()
        {
            Root = root,
            Replaced = replaced,
            SourceVerdict = verdict,
            Count = nodes.Count,
            Missing = missing,
            MissingBytes = missing.Aggregate(0L, (sum, d) => d.Size > long.MaxValue - sum ? long.MaxValue : sum + d.Size),
            Stamped = request.Signer is null ? []
                : request.StampsEverything
                    ? [.. verdict.Nodes.Where(n => n.Role != GraphRole.Signature && n.IsAccepted).Select(n => n.Descriptor)]
                    : [root],
            DestinationPolicy = request.Destination.FindStatement(),
        };
    }

    private async Task<Descriptor?> FindTagAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await request.Destination.Repository.ResolveAsync(request.Destination.Reference, cancellationToken);
        }
        catch (OciException e) when (e.Error == OciError.NotFound)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<Descriptor>> FindMissingAsync(
        IReadOnlyList<GraphNode> nodes, CancellationToken cancellationToken)
    {
        var there = new ConcurrentDictionary<Digest, bool>();
        await Parallel.ForEachAsync(
            nodes.Select(n => n.Descriptor),
            new ParallelOptions
            {
                MaxDegreeOfParallelism = NotaryLimits.Graphs.GraphConcurrency,
                CancellationToken = cancellationToken,
            },
            async (descriptor, ct) =>
            {
                if (await request.Destination.Repository.ExistsAsync(descriptor, ct))
                {
                    there[descriptor.Digest] = true;
                }
            });
        return [.. nodes.Select(n => n.Descriptor).Where(d => !there.ContainsKey(d.Digest))];
    }
}
