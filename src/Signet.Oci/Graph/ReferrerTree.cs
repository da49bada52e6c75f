using Signet.Oci.Repositories;

namespace Signet.Oci.Graph;

/// <summary>
/// What refers to a manifest, what refers to that, and so on: the tree that <c>discover</c> shows. Entries are what the
/// repository claims; to use one, fetch it and see what it names as its subject (attack A12).
/// </summary>
/// <param name="Descriptor">The manifest, with artifact type and annotations where it is a referrer.</param>
/// <param name="Referrers">Its referrers in the repository's order.</param>
public sealed record ReferrerTree(Descriptor Descriptor, IReadOnlyList<ReferrerTree> Referrers)
{
    /// <summary>Reads the tree below <paramref name="root"/>.</summary>
    /// <param name="repository">Where it is.</param>
    /// <param name="root">A manifest, as the repository resolves it.</param>
    /// <param name="artifactType">
    /// Only referrers of this type, at every level: the referrers of one that is left out are not looked for.
    /// </param>
    /// <param name="depth">Levels below the root; 0 for all that there are.</param>
    /// <param name="options">Concurrency and caps.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OciException">
    /// <see cref="OciError.LimitExceeded"/>: more referrers, or a longer chain of them, than the caps allow (attack A13).
    /// </exception>
    public static async Task<ReferrerTree> ReadAsync(
        IRepository repository,
        Descriptor root,
        string? artifactType = null,
        int depth = 0,
        WalkOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(root);
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        options ??= new WalkOptions();
        var limits = options.Limits;
        var children = new List<ReferrerTree>();
        var seen = new HashSet<Digest> { root.Digest };
        var level = new List<(Descriptor Descriptor, List<ReferrerTree> Children)> { (root, children) };
        for (var step = 1; level.Count > 0 && (depth == 0 || step <= depth); step++)
        {
            if (step > limits.GraphDepth)
            {
                throw new OciException(
                    OciError.LimitExceeded,
                    $"the referrers of {root.Digest} in {repository.Name} go deeper than {limits.GraphDepth} levels, which no "
                    + "chain made in good faith does: ask for fewer levels (--depth)");
            }

            var lists = await Parallelism.SelectAsync(
                level,
                Math.Min(options.Concurrency, limits.GraphConcurrency),
                (parent, ct) => ListAsync(repository, parent.Descriptor.Digest, artifactType, limits, ct),
                cancellationToken).ConfigureAwait(false);
            var next = new List<(Descriptor, List<ReferrerTree>)>();
            for (var i = 0; i < level.Count; i++)
            {
                // A manifest has one subject: one that is listed a second time is a circle or a lie.
                foreach (var entry in lists[i].Where(entry => seen.Add(entry.Digest)))
                {
                    if (seen.Count > limits.GraphNodes)
                    {
                        throw new OciException(
                            OciError.LimitExceeded,
                            $"{root.Digest} in {repository.Name} has more than the limit of {limits.GraphNodes} referrers");
                    }

                    var below = new List<ReferrerTree>();
                    level[i].Children.Add(new ReferrerTree(entry, below));
                    next.Add((entry, below));
                }
            }

            level = next;
        }

        return new ReferrerTree(root, children);
    }

    private static async Task<List<Descriptor>> ListAsync(
        IRepository repository, Digest subject, string? artifactType, OciLimits limits, CancellationToken cancellationToken)
    {
        var list = new List<Descriptor>();
        await foreach (var entry in repository.ListReferrersAsync(subject, artifactType, cancellationToken)
            .ConfigureAwait(false))
        {
            list.Add(entry);
            if (list.Count > limits.GraphNodes)
            {
                break; // The caller counts them over all levels and refuses.
            }
        }

        return list;
    }
}
