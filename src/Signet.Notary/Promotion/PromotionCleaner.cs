using System.Text.RegularExpressions;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.Repositories;

namespace Signet.Notary.Promotion;

/// <summary>Removes what promotions left behind. Nothing that a tag reaches is ever removed.</summary>
internal sealed partial class PromotionCleaner(
    IRepository source, string reference, IRepository destination, bool isDryRun)
{
    private static readonly WalkOptions Walk = new()
    {
        Concurrency = NotaryLimits.Graphs.GraphConcurrency,
        IncludeReferrers = true,
        Limits = NotaryLimits.Graphs,
    };

    public async Task<CleaningResult> CleanAsync(CancellationToken cancellationToken)
    {
        var root = (await source.FetchManifestAsync(reference, cancellationToken)).Descriptor;
        var graph = await GraphWalker.WalkAsync(source, [root], Walk, cancellationToken);
        var reachable = await FindReachableAsync(cancellationToken);
        var leftovers = destination is LayoutRepository layout
            ? await new LayoutLeftovers(layout, graph, reachable).FindAsync(cancellationToken)
            : await new RegistryLeftovers(destination, graph, reachable).FindAsync(cancellationToken);
        if (isDryRun)
        {
            return new() { Removed = leftovers.Manifests, RemovedBlobs = leftovers.Blobs, Kept = leftovers.Kept };
        }

        var removed = new List<StagedContent>();
        try
        {
            foreach (var content in leftovers.Manifests)
            {
                await DeleteAsync(ct => destination.DeleteManifestAsync(content.Manifest, ct), cancellationToken);
                removed.Add(content);
            }

            await RemoveReferrersTagsAsync(leftovers, cancellationToken);
        }
        catch (OciException e)
        {
            // What it names must stay while it is there, so nothing after it is tried.
            return new()
            {
                Removed = removed,
                RemovedBlobs = [],
                Remaining = [.. leftovers.Manifests.Except(removed)],
                Failure = e,
                Kept = leftovers.Kept,
            };
        }

        foreach (var blob in leftovers.Blobs)
        {
            await DeleteAsync(ct => destination.DeleteBlobAsync(blob, ct), cancellationToken);
        }

        return new() { Removed = removed, RemovedBlobs = leftovers.Blobs, Kept = leftovers.Kept };
    }

    /// <summary>What is gone already is as good as removed.</summary>
    private static async Task DeleteAsync(Func<CancellationToken, Task> delete, CancellationToken cancellationToken)
    {
        try
        {
            await delete(cancellationToken);
        }
        catch (OciException e) when (e.Error == OciError.NotFound)
        {
        }
    }

    /// <summary>
    /// Everything below the repository's tags. A tag that cannot be followed to its end ends the cleaning: what it reaches is
    /// not known. Tags of the referrers tag schema are lists of referrers, no names.
    /// </summary>
    private async Task<HashSet<Digest>> FindReachableAsync(CancellationToken cancellationToken)
    {
        var tags = new List<string>();
        try
        {
            await foreach (var tag in destination.ListTagsAsync(null, cancellationToken))
            {
                tags.Add(tag);
            }
        }
        catch (OciException e) when (e.Error == OciError.NotFound && tags.Count == 0)
        {
            // A repository that does not exist has no tags.
        }

        var roots = new Dictionary<Digest, Descriptor>();
        foreach (var tag in tags.Where(tag => !ReferrersTag().IsMatch(tag)))
        {
            var named = await destination.ResolveAsync(tag, cancellationToken);
            roots[named.Digest] = named.Bare();
        }

        var graph = await GraphWalker.WalkAsync(
            destination, [.. roots.Values], Walk with { Limits = OciLimits.Default }, cancellationToken);
        return [.. graph.Nodes.Select(n => n.Descriptor.Digest)];
    }

    /// <summary>
    /// The lists of referrers that stood under tags of their own (distribution-spec, "Referrers Tag Schema"). One that still
    /// lists something stays.
    /// </summary>
    private async Task RemoveReferrersTagsAsync(Leftovers leftovers, CancellationToken cancellationToken)
    {
        if (destination is LayoutRepository)
        {
            return;
        }

        var gone = leftovers.Manifests.Select(c => c.Manifest.Digest).ToHashSet();
        foreach (var subject in gone)
        {
            try
            {
                var tag = $"{subject.Algorithm}-{subject.Hex[..64]}";
                var index = await destination.FetchManifestAsync(tag, cancellationToken);
                if (index.Manifests.All(entry => gone.Contains(entry.Digest)))
                {
                    await destination.DeleteManifestAsync(index.Descriptor, cancellationToken);
                }
            }
            catch (OciException e) when (e.Error == OciError.NotFound)
            {
            }
        }
    }

    [GeneratedRegex("^sha(256|384|512)-[0-9a-f]{64}$")]
    private static partial Regex ReferrersTag();
}
