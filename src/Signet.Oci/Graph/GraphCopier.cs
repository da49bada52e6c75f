using Signet.Oci.Graph.Transfer;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;

namespace Signet.Oci.Graph;

/// <summary>
/// Copies artifacts with everything they need between registries and layouts, in any combination. Content is moved in
/// constant memory and checked on the way; what is there is not moved again, and what a registry can take over from a
/// neighbouring repository is not moved at all. Tags move last: until then nothing of the copy shows, and a copy that was
/// killed is completed by running it again.
/// </summary>
public sealed class GraphCopier
{
    private readonly IRepository _source;
    private readonly IRepository? _destination;
    private readonly string? _archive;
    private readonly CopyOptions _options;

    /// <summary>A copier from one repository to another.</summary>
    public GraphCopier(IRepository source, IRepository destination, CopyOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        _source = source;
        _destination = destination;
        _options = options ?? new CopyOptions();
    }

    /// <summary>A copier into a new archive of a layout, which replaces the file at <paramref name="archive"/>.</summary>
    internal GraphCopier(IRepository source, string archive, CopyOptions options)
    {
        _source = source;
        _archive = archive;
        _options = options;
    }

    /// <summary>Copies one manifest.</summary>
    /// <param name="reference">Its tag or digest at the source.</param>
    /// <param name="tags">Its tags at the destination; none to have it there by digest only.</param>
    /// <param name="cancellationToken">Ends the copy before any tag has moved.</param>
    /// <inheritdoc cref="CopyAsync(IReadOnlyList{CopyRoot}, CancellationToken)"/>
    public async Task<CopyResult> CopyAsync(
        string reference, IReadOnlyList<string> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var manifest = await CopySides.OfAsync(
            CopySide.Source, () => _source.FetchManifestAsync(reference, cancellationToken)).ConfigureAwait(false);
        return await CopyAsync(manifest, tags, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies one manifest the caller has fetched from the source.</summary>
    /// <inheritdoc cref="CopyAsync(string, IReadOnlyList{string}, CancellationToken)"/>
    public Task<CopyResult> CopyAsync(
        Manifest manifest, IReadOnlyList<string> tags, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(tags);
        return CopyAsync([new CopyRoot(manifest.Descriptor, tags)], [manifest], cancellationToken);
    }

    /// <summary>Copies several manifests at once; what they share is moved once, and all their tags move at the end.</summary>
    /// <exception cref="OciException">
    /// As the repositories throw them, and <see cref="OciError.LimitExceeded"/> when the graph is too large. What was stored
    /// until then stays, and no tag has moved.
    /// </exception>
    public Task<CopyResult> CopyAsync(IReadOnlyList<CopyRoot> roots, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(roots);
        return CopyAsync(roots, [], cancellationToken);
    }

    private async Task<CopyResult> CopyAsync(
        IReadOnlyList<CopyRoot> roots, IReadOnlyList<Manifest> known, CancellationToken cancellationToken)
    {
        var trusts = !_options.ChecksEverything && _destination is not (null or LayoutRepository);
        try
        {
            return await CopyAsync(roots, known, trusts, cancellationToken).ConfigureAwait(false);
        }
        catch (OciException e) when (trusts && e.Error == OciError.ReferencedContentMissing)
        {
            // The registry has a manifest and has lost what it names: nothing it has is believed now.
            return await CopyAsync(roots, known, false, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task<ArtifactGraph> WalkAsync(
        IReadOnlyList<CopyRoot> roots,
        IReadOnlyList<Manifest> known,
        bool trustsManifestsThatAreThere,
        CancellationToken cancellationToken) => CopySides.OfAsync(CopySide.Source, () => GraphWalker.WalkAsync(
            _source,
            [.. roots.Select(root => root.Descriptor)],
            new WalkOptions
            {
                Concurrency = _options.SmallAtOnce,
                IncludeReferrers = _options.IncludeReferrers,
                Limits = _options.Limits,
                Known = known.ToDictionary(manifest => manifest.Descriptor.Digest),
                IsThere = trustsManifestsThatAreThere ? IsThereAsync : null,
                ReadNearby = _destination is LayoutRepository layout ? (d, ct) => ReadNearbyAsync(layout, d, ct) : null,
            },
            cancellationToken));

    private async Task<CopyResult> CopyAsync(
        IReadOnlyList<CopyRoot> roots,
        IReadOnlyList<Manifest> known,
        bool trustsManifestsThatAreThere,
        CancellationToken cancellationToken)
    {
        var graph = await WalkAsync(roots, known, trustsManifestsThatAreThere, cancellationToken).ConfigureAwait(false);
        var tags = new Dictionary<GraphNode, IReadOnlyList<string>>();
        foreach (var root in roots)
        {
            var node = graph.Roots.First(node => NodeKey.Of(node.Descriptor) == NodeKey.Of(root.Descriptor));
            tags[node] = [.. tags.GetValueOrDefault(node, []).Union(root.Tags)];
        }

        var target = Target();
        await using (target.ConfigureAwait(false))
        {
            var tally = await CopySides.OfAsync(CopySide.Destination, () => TransferRun.RunAsync(
                graph,
                new RepositorySource(_source),
                target,
                tags,
                _options,
                cancellationToken)).ConfigureAwait(false);
            return CopyResult.Of(graph, [.. roots.Select(root => root.Descriptor)], tally, target);
        }
    }

    private Task<bool> IsThereAsync(Descriptor descriptor, CancellationToken cancellationToken) =>
        CopySides.OfAsync(CopySide.Destination, () => _destination!.ExistsAsync(descriptor, cancellationToken));

    private IContentTarget Target() => _destination switch
    {
        null => new ArchiveTarget(_archive!, _options.Limits),
        LayoutRepository layout => new LayoutTarget(layout),
        var other => new RepositoryTarget(other, _options.MountsBlobs ? FindNeighbour() : null),
    };

    /// <summary>The source as a repository of the destination's registry; null when it is in another place.</summary>
    private string? FindNeighbour() =>
        _source is RemoteRepository source && _destination is RemoteRepository destination
        && string.Equals(source.Registry, destination.Registry, StringComparison.OrdinalIgnoreCase)
        && source.Repository != destination.Repository
            ? source.Repository
            : null;

    /// <summary>A manifest the layout has need not be fetched; one that is damaged there is fetched like one it has not.</summary>
    private static async Task<Manifest?> ReadNearbyAsync(
        LayoutRepository layout, Descriptor descriptor, CancellationToken cancellationToken)
    {
        try
        {
            return layout.Files.HasBlob(descriptor)
                ? await CopySides.OfAsync(
                    CopySide.Destination, () => layout.FetchManifestAsync(descriptor, cancellationToken)).ConfigureAwait(false)
                : null;
        }
        catch (OciException e) when (e.Error is OciError.ContentMismatch or OciError.NotFound)
        {
            return null;
        }
    }
}
