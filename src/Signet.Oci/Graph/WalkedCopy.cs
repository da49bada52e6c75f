using Signet.Oci.Graph.Transfer;
using Signet.Oci.Layout;
using Signet.Oci.Repositories;

namespace Signet.Oci.Graph;

/// <summary>
/// Copies graphs exactly as they were walked: nothing is looked for again, so what was attached to them since does not come
/// along unseen. Whoever verified a graph moves just what was verified.
/// </summary>
public static class WalkedCopy
{
    /// <summary>Copies a graph to a repository; its tags move last.</summary>
    /// <param name="source">Where it was walked.</param>
    /// <param name="graph">The graph.</param>
    /// <param name="roots">Tags of its roots.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="options">Concurrency, progress and caps; the graph says what is copied.</param>
    /// <param name="cancellationToken">Ends the copy before any tag has moved.</param>
    /// <exception cref="OciException">As the repositories throw them; no tag has moved then.</exception>
    public static Task<CopyResult> RunAsync(
        IRepository source,
        ArtifactGraph graph,
        IReadOnlyList<CopyRoot> roots,
        IRepository destination,
        CopyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(destination);
        return RunAsync(
            graph,
            new RepositorySource(source),
            roots,
            destination is LayoutRepository layout ? new LayoutTarget(layout) : new RepositoryTarget(destination, null),
            options ?? new CopyOptions(),
            cancellationToken);
    }

    /// <summary>
    /// Writes graphs from several repositories into one archive of a layout, which appears whole or not at all. Equal graphs
    /// make equal archives.
    /// </summary>
    /// <param name="parts">The graphs and where each was walked; what is in several is read from the first.</param>
    /// <param name="roots">Tags of their roots.</param>
    /// <param name="archive">The file, which is replaced.</param>
    /// <param name="options">Concurrency, progress and caps.</param>
    /// <param name="cancellationToken">Ends it; no archive appears.</param>
    /// <exception cref="OciException">As the repositories throw them, or the file cannot be written.</exception>
    public static async Task<CopyResult> ArchiveAsync(
        IReadOnlyList<(IRepository Source, ArtifactGraph Graph)> parts,
        IReadOnlyList<CopyRoot> roots,
        string archive,
        CopyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        options ??= new CopyOptions();
        var whole = new ArtifactGraph(
            [.. parts.SelectMany(part => part.Graph.Roots)],
            [.. parts.SelectMany(part => part.Graph.Nodes)],
            [.. parts.SelectMany(part => part.Graph.Ignored)]);
        try
        {
            return await RunAsync(
                whole, new PartsSource(parts), roots, new ArchiveTarget(archive, options.Limits), options, cancellationToken)
                .ConfigureAwait(false);
        }
        catch (Exception e) when (LayoutFault.IsOfFileSystem(e))
        {
            throw LayoutFault.Of(e, archive);
        }
    }

    private static async Task<CopyResult> RunAsync(
        ArtifactGraph graph,
        IContentSource source,
        IReadOnlyList<CopyRoot> roots,
        IContentTarget target,
        CopyOptions options,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(roots);
        var tags = roots.ToDictionary(
            root => graph.Roots.First(node => NodeKey.Of(node.Descriptor) == NodeKey.Of(root.Descriptor)), root => root.Tags);
        await using (target.ConfigureAwait(false))
        {
            var tally = await TransferRun.RunAsync(
                graph,
                source,
                target,
                tags,
                options,
                cancellationToken).ConfigureAwait(false);
            return CopyResult.Of(graph, [.. roots.Select(root => root.Descriptor)], tally, target);
        }
    }
}
