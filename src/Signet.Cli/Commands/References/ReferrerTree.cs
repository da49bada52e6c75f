using Signet.Oci;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.References;

/// <summary>
/// Finds what refers to a manifest, and what refers to that, level by level. A level is asked for at once, a manifest is
/// shown once, and both depth and number have an end, whatever a registry invents.
/// </summary>
internal static class ReferrerTree
{
    /// <summary>Levels that are followed; signatures of reports of images make three.</summary>
    public const int MaxDepth = 100;

    /// <summary>Manifests of a tree.</summary>
    private const int MaxNodes = 100_000;

    /// <summary>Requests at the same time.</summary>
    private const int Concurrency = 8;

    public static async Task<ReferrerNode> BuildAsync(
        IRepository repository, Descriptor root, string? artifactType, int depth, CancellationToken cancellationToken)
    {
        var tree = new ReferrerNode(root, []);
        var seen = new HashSet<Digest> { root.Digest };
        var level = new List<ReferrerNode> { tree };
        using var slots = new SemaphoreSlim(Concurrency);
        for (var i = 0; level.Count > 0 && i < depth; i++)
        {
            var lists = await Task.WhenAll(
                level.Select(node => ListAsync(repository, node.Descriptor, artifactType, slots, cancellationToken)));
            var next = new List<ReferrerNode>();
            foreach (var (node, referrers) in level.Zip(lists))
            {
                foreach (var referrer in referrers.Where(r => seen.Add(r.Digest)))
                {
                    var child = new ReferrerNode(referrer, []);
                    node.Referrers.Add(child);
                    next.Add(child);
                }
            }

            if (seen.Count > MaxNodes)
            {
                throw new OciException(
                    OciError.LimitExceeded,
                    $"more than {MaxNodes} manifests refer to {root.Digest}: narrow them with --depth or --artifact-type");
            }

            level = next;
        }

        return depth < MaxDepth || level.Count == 0
            ? tree
            : throw new OciException(
                OciError.LimitExceeded, $"referrers of {root.Digest} go deeper than {MaxDepth} levels: use --depth");
    }

    private static async Task<List<Descriptor>> ListAsync(
        IRepository repository,
        Descriptor subject,
        string? artifactType,
        SemaphoreSlim slots,
        CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken);
        try
        {
            var list = new List<Descriptor>();
            await foreach (var referrer in repository.ListReferrersAsync(subject.Digest, artifactType, cancellationToken))
            {
                list.Add(referrer);
            }

            return list;
        }
        finally
        {
            slots.Release();
        }
    }
}
