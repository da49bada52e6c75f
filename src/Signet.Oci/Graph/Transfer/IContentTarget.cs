namespace Signet.Oci.Graph.Transfer;

/// <summary>Where the content of a graph goes to.</summary>
internal interface IContentTarget : IAsyncDisposable
{
    /// <summary>Told what is coming, and the tags of the roots, before anything comes.</summary>
    Task PrepareAsync(
        ArtifactGraph graph,
        IContentSource source,
        IReadOnlyList<(GraphNode Root, string Tag)> tags,
        CancellationToken cancellationToken);

    /// <summary>True when it is there already; false also when asking is not worth it.</summary>
    ValueTask<bool> HasAsync(GraphNode node, CancellationToken cancellationToken);

    /// <summary>True when a blob could be had without its bytes.</summary>
    ValueTask<bool> TryMountAsync(GraphNode node, CancellationToken cancellationToken);

    /// <summary>
    /// Takes in a blob. Ends when the bytes are taken; its result ends when they are stored for good.
    /// </summary>
    Task<Task> StoreBlobAsync(GraphNode node, IContentSource source, Action<long> moved, CancellationToken cancellationToken);

    /// <summary>Takes in a manifest by its digest, or for a root under a tag.</summary>
    Task<Task> StoreManifestAsync(
        GraphNode node, ReadOnlyMemory<byte> content, string? tag, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the copy visible, after everything is stored: the one moment in which tags move. <paramref name="tags"/> are
    /// those that <see cref="StoreManifestAsync"/> was not given.
    /// </summary>
    Task CompleteAsync(
        ArtifactGraph graph, IReadOnlyList<(GraphNode Root, string Tag)> tags, CancellationToken cancellationToken);
}
