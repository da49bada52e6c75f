using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Oci.Graph;

/// <summary>
/// Walks an artifact's graph step by step: everything of one distance from the roots is read at once, within a bound, and
/// then taken in order, so that equal graphs give equal results. Manifests are believed only after their digest was
/// checked, entries of referrers lists only after their manifest named the subject itself (attacks A6, A12). Chains, fans and
/// rings end at <see cref="OciLimits"/> (attack A13).
/// </summary>
public sealed class GraphWalker
{
    private readonly IRepository _repository;
    private readonly WalkOptions _options;
    private readonly OciLimits _limits;
    private readonly Dictionary<NodeKey, GraphNode> _nodes = [];
    private readonly HashSet<(NodeKey, Digest)> _claims = [];
    private readonly List<IgnoredReferrer> _ignored = [];
    private readonly LayoutReferrersSnapshot? _snapshot;
    private List<Visit> _next = [];
    private long _manifestBytes;
    private long _heldBytes;

    private GraphWalker(IRepository repository, WalkOptions options)
    {
        _repository = repository;
        _options = options;
        _limits = options.Limits;
        _snapshot = options.IncludeReferrers ? LayoutReferrersSnapshot.Of(repository) : null;
    }

    /// <summary>Walks from <paramref name="roots"/>.</summary>
    /// <param name="repository">Where the graph is.</param>
    /// <param name="roots">Manifests to begin with, as the repository resolves them.</param>
    /// <param name="options">How far to go.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <exception cref="OciException">
    /// <see cref="OciError.LimitExceeded"/>: the graph is larger or deeper than <see cref="WalkOptions.Limits"/> allow.
    /// <see cref="OciError.Malformed"/>: it runs in a circle, or a manifest cannot be read. Others as the repository throws
    /// them.
    /// </exception>
    public static Task<ArtifactGraph> WalkAsync(
        IRepository repository,
        IReadOnlyList<Descriptor> roots,
        WalkOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(roots);
        return new GraphWalker(repository, options ?? new WalkOptions()).WalkAsync(roots, cancellationToken);
    }

    private async Task<ArtifactGraph> WalkAsync(IReadOnlyList<Descriptor> roots, CancellationToken cancellationToken)
    {
        var first = new List<GraphNode>();
        foreach (var root in roots)
        {
            var node = Meet(root, 0, _options.IncludeReferrers);
            if (!first.Contains(node))
            {
                first.Add(node);
            }
        }

        for (var depth = 1; _next.Count > 0; depth++)
        {
            if (depth > _limits.GraphDepth)
            {
                throw new OciException(
                    OciError.LimitExceeded,
                    $"the graph of {roots[0].Digest} in {_repository.Name} goes on after {_limits.GraphDepth} steps, at "
                    + $"{_next[0].Descriptor.Digest}: no such chain of manifests is made in good faith");
            }

            var visits = _next;
            _next = [];
            var found = await Parallelism.SelectAsync(
                visits, Math.Min(_options.Concurrency, _limits.GraphConcurrency), ReadAsync, cancellationToken)
                .ConfigureAwait(false);
            for (var i = 0; i < visits.Count; i++)
            {
                Take(visits[i], found[i], depth);
            }
        }

        return new ArtifactGraph(first, DependencyOrder.Of(first, _nodes.Values), _ignored);
    }

    /// <summary>The node of a descriptor; a new one is counted and, when it is a manifest, visited in the next step.</summary>
    private GraphNode Meet(Descriptor descriptor, int depth, bool wantsReferrers)
    {
        var key = NodeKey.Of(descriptor);
        if (!_nodes.TryGetValue(key, out var node))
        {
            node = new GraphNode(descriptor, depth);
            Count(key, node);
            if (node.IsManifest)
            {
                Plan(new Visit(descriptor, node, null, wantsReferrers));
            }
        }
        else if (wantsReferrers && !node.AreReferrersWanted && node.IsManifest)
        {
            _next.Add(new Visit(descriptor, node, null, wantsReferrers) { IsRead = true });
        }

        node.AreReferrersWanted |= wantsReferrers;
        return node;
    }

    private void Count(NodeKey key, GraphNode node)
    {
        if (_nodes.Count >= _limits.GraphNodes)
        {
            throw new OciException(
                OciError.LimitExceeded,
                $"the graph in {_repository.Name} has more than the limit of {_limits.GraphNodes} manifests and blobs");
        }

        _nodes.Add(key, node);
    }

    // Counted by what descriptors say, before anything is fetched: a fetch refuses what is larger than that.
    private void Plan(Visit visit)
    {
        if (visit.Descriptor.Size > _limits.GraphManifestBytes - _manifestBytes)
        {
            throw new OciException(
                OciError.LimitExceeded,
                $"the manifests of the graph in {_repository.Name} have more than the limit of "
                + $"{_limits.GraphManifestBytes} bytes");
        }

        _manifestBytes += visit.Descriptor.Size;
        _next.Add(visit);
    }

    private async Task<Found> ReadAsync(Visit visit, CancellationToken cancellationToken)
    {
        var descriptor = visit.Descriptor;
        var referrers = visit.WantsReferrers
            ? TryListAsync(visit, cancellationToken)
            : Task.FromResult<(List<Descriptor>, OciException?)>(([], null));
        var pending = new List<Task> { referrers };
        try
        {
            if (visit.IsRead)
            {
                var (listed, listFault) = await referrers.ConfigureAwait(false);
                return new Found(null, false, listed) { ReferrersFault = listFault };
            }

            // Read also when it is there: a referrer whose copy was killed may be stored and not listed yet.
            var fetch = TryFetchAsync(visit, cancellationToken);
            pending.Add(fetch);
            var isThere = _options.IsThere is { } ask && await ask(descriptor, cancellationToken).ConfigureAwait(false);
            var (manifest, fault) = await fetch.ConfigureAwait(false);
            var (list, referrersFault) = await referrers.ConfigureAwait(false);
            return new Found(manifest, isThere, list) { Fault = fault, ReferrersFault = referrersFault };
        }
        finally
        {
            // When one of them fails, the failure of another is not news; but nothing goes on behind the caller's back.
            await Task.WhenAll(pending).ContinueWith(
                static task => task.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
                .ConfigureAwait(false);
        }
    }

    // What a list of referrers names may be gone, damaged or forged; that the registry cannot be reached is another matter.
    private async Task<(Manifest?, OciException?)> TryFetchAsync(Visit visit, CancellationToken cancellationToken)
    {
        try
        {
            return (await FetchAsync(visit.Descriptor, cancellationToken).ConfigureAwait(false), null);
        }
        catch (OciException e) when ((visit.Claimed is not null && IsForeverBad(e)) || (_options.KeepsGoing && visit.Node is not { Depth: 0 }))
        {
            return (null, e);
        }
    }

    private static bool IsForeverBad(OciException e) =>
        e.Error is OciError.NotFound or OciError.Malformed or OciError.ContentMismatch or OciError.LimitExceeded;

    private async Task<(List<Descriptor>, OciException?)> TryListAsync(Visit visit, CancellationToken cancellationToken)
    {
        try
        {
            return (await ListAsync(visit, cancellationToken).ConfigureAwait(false), null);
        }
        catch (OciException e) when (_options.KeepsGoing)
        {
            return ([], e);
        }
    }

    private async Task<Manifest> FetchAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        if (_options.Known.TryGetValue(descriptor.Digest, out var known) && known.Descriptor.NamesSameContent(descriptor))
        {
            return known;
        }

        var nearby = _options.ReadNearby is { } read
            ? await read(descriptor, cancellationToken).ConfigureAwait(false)
            : null;
        return nearby ?? await _repository.FetchManifestAsync(descriptor, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<Descriptor>> ListAsync(Visit visit, CancellationToken cancellationToken)
    {
        var list = new List<Descriptor>();
        var subject = visit.Descriptor.Digest;
        var referrers = _snapshot is null
            ? _repository.ListReferrersAsync(subject, null, cancellationToken)
            : _snapshot.ListAsync(subject, cancellationToken);
        await foreach (var entry in referrers.ConfigureAwait(false))
        {
            list.Add(entry);
            if (list.Count > _limits.GraphNodes)
            {
                throw new OciException(
                    OciError.LimitExceeded,
                    $"{subject} in {_repository.Name} has more than the limit of {_limits.GraphNodes} referrers");
            }
        }

        return list;
    }

    private void Take(Visit visit, Found found, int depth)
    {
        var node = visit.Node;
        if (visit.Claimed is { } subject)
        {
            var isUnknown = found.Fault is { } failure && !IsForeverBad(failure);
            var fault = isUnknown ? null
                : found.Fault?.Message
                    ?? (found.Manifest?.Subject is { } named && named.NamesSameContent(subject.Descriptor)
                        ? null
                        : "its manifest does not name the subject it is listed for");
            if (fault is not null)
            {
                _ignored.Add(new IgnoredReferrer(visit.Descriptor, subject.Descriptor.Digest, fault));
                return;
            }

            var key = NodeKey.Of(visit.Descriptor);
            if (_nodes.TryGetValue(key, out node))
            {
                // Met on another way meanwhile; only its own referrers may be new.
                node = Meet(visit.Descriptor, depth, wantsReferrers: true);
                node.IsReferrer = true;
                subject.AddReferrer(node);
                return;
            }

            node = new GraphNode(visit.Descriptor, depth - 1) { AreReferrersWanted = true, IsReferrer = true };
            Count(key, node);
            subject.AddReferrer(node);
        }

        node!.Fault ??= found.Fault;
        node.ReferrersFault ??= found.ReferrersFault;
        if (found.Manifest is { } manifest)
        {
            TakeManifest(node!, manifest, found.IsThere, depth);
        }

        node!.IsThere |= found.IsThere;
        if (visit.IsRead)
        {
            foreach (var entry in node.Entries)
            {
                Meet(entry.Descriptor, depth, wantsReferrers: true);
            }
        }

        foreach (var entry in found.Referrers)
        {
            Claim(entry, node);
        }
    }

    private void TakeManifest(GraphNode node, Manifest manifest, bool isThere, int depth)
    {
        if (_heldBytes + manifest.Content.Length <= _limits.HeldManifestBytes)
        {
            _heldBytes += manifest.Content.Length;
            node.Content = manifest.Content;
        }

        node.HasSubject = manifest.Subject is not null;
        if (node.Depth == 0 && _options.Platform is { } wanted && MediaTypes.IsIndex(manifest.MediaType))
        {
            manifest = manifest with
            {
                Manifests = [.. manifest.Manifests.Where(entry => PlatformSelector.Matches(entry.Platform, wanted)).Take(1)],
            };
        }

        var seen = new HashSet<NodeKey>();
        foreach (var (descriptor, isEntry) in Successors.Of(_options.LeavesSubjects ? manifest with { Subject = null } : manifest))
        {
            // Below something complete only entries are of interest, and they for their referrers.
            if (isThere && !(isEntry && node.AreReferrersWanted))
            {
                continue;
            }

            var below = Meet(descriptor, depth, node.AreReferrersWanted && isEntry);
            node.AddSameContent(descriptor, below);
            if (seen.Add(NodeKey.Of(descriptor)))
            {
                node.Add(below, isEntry);
            }
        }
    }

    private void Claim(Descriptor entry, GraphNode subject)
    {
        if (!MediaTypes.IsManifest(entry.MediaType))
        {
            _ignored.Add(new IgnoredReferrer(
                entry, subject.Descriptor.Digest, $"its media type \"{entry.MediaType}\" is none of a manifest"));
        }
        else if (entry.Size > _limits.ManifestBytes)
        {
            _ignored.Add(new IgnoredReferrer(
                entry, subject.Descriptor.Digest, $"it is said to have {entry.Size} bytes, the limit is {_limits.ManifestBytes}"));
        }
        else if (_claims.Add((NodeKey.Of(entry), subject.Descriptor.Digest)))
        {
            if (_claims.Count > _limits.GraphNodes)
            {
                throw new OciException(
                    OciError.LimitExceeded,
                    $"the referrers in {_repository.Name} are more than the limit of {_limits.GraphNodes} manifests and blobs");
            }

            Plan(new Visit(entry, null, subject, WantsReferrers: true));
        }
    }

    /// <summary>Something to read in the next step.</summary>
    /// <param name="Descriptor">What.</param>
    /// <param name="Node">Its node; null as long as it is only claimed to be a referrer.</param>
    /// <param name="Claimed">The subject it is claimed to refer to.</param>
    /// <param name="WantsReferrers">True to list its referrers.</param>
    private sealed record Visit(Descriptor Descriptor, GraphNode? Node, GraphNode? Claimed, bool WantsReferrers)
    {
        /// <summary>True when only its referrers are still missing.</summary>
        public bool IsRead { get; init; }
    }

    private sealed record Found(Manifest? Manifest, bool IsThere, List<Descriptor> Referrers)
    {
        public OciException? Fault { get; init; }

        public OciException? ReferrersFault { get; init; }
    }
}
