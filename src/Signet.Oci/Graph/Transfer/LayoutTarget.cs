using Signet.Oci.Layout;
using Signet.Oci.Manifests;

namespace Signet.Oci.Graph.Transfer;

/// <summary>
/// A layout in a directory. Blobs and manifests come in one by one; <c>index.json</c> is replaced once, at the end, with
/// everything that is new and all tags, so that a reader sees the layout as it was or as it is to be.
/// </summary>
internal sealed class LayoutTarget(LayoutRepository layout) : IContentTarget
{
    private readonly BlobIngest _ingest = new(layout.Files);

    public Task PrepareAsync(
        ArtifactGraph graph,
        IContentSource source,
        IReadOnlyList<(GraphNode Root, string Tag)> tags,
        CancellationToken cancellationToken)
    {
        foreach (var (_, tag) in tags)
        {
            LayoutRepository.CheckTag(tag);
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// A blob is whole when it has its name; manifests are so small that they are read, and replaced when damaged.
    /// </summary>
    public async ValueTask<bool> HasAsync(GraphNode node, CancellationToken cancellationToken)
    {
        if (!layout.Files.HasBlob(node.Descriptor))
        {
            return false;
        }

        try
        {
            return !node.IsManifest || await LayoutReader.ReadVerifiedAsync(
                layout.Files, node.Descriptor, layout.Limits.ManifestBytes, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (Exception e) when (e is OciException { Error: OciError.ContentMismatch } or FileNotFoundException)
        {
            return false;
        }
    }

    public ValueTask<bool> TryMountAsync(GraphNode node, CancellationToken cancellationToken) => new(false);

    public Task<Task> StoreBlobAsync(
        GraphNode node, IContentSource source, Action<long> moved, CancellationToken cancellationToken) =>
        LayoutFault.GuardAsync(
            Describe(node),
            async () => (Task)GuardAsync(node, await _ingest.WriteAsync(
                node.Descriptor,
                (offset, hashed, ct) => source.OpenAsync(node.Descriptor, offset, hashed, ct),
                moved,
                cancellationToken).ConfigureAwait(false)));

    public Task<Task> StoreManifestAsync(
        GraphNode node, ReadOnlyMemory<byte> content, string? tag, CancellationToken cancellationToken)
    {
        if (tag is not null)
        {
            throw new InvalidOperationException("a layout's tags are all set at the end");
        }

        return LayoutFault.GuardAsync(
            Describe(node),
            async () => (Task)GuardAsync(node, await _ingest.WriteAsync(
                node.Descriptor,
                (_, hashed, _) =>
                {
                    hashed.Dispose();
                    return ValueTask.FromResult<Stream?>(new MemoryStream(content.ToArray(), writable: false));
                },
                _ => { },
                cancellationToken).ConfigureAwait(false)));
    }

    public Task CompleteAsync(
        ArtifactGraph graph, IReadOnlyList<(GraphNode Root, string Tag)> tags, CancellationToken cancellationToken) =>
        LayoutFault.GuardAsync($"cannot list what was copied in the layout {layout.Name}", async () =>
        {
            var entries = new List<Descriptor>();
            var byNode = new Dictionary<GraphNode, Descriptor>();
            foreach (var node in graph.Nodes.Where(node => node.IsManifest))
            {
                entries.Add(byNode[node] = await EntryAsync(node, cancellationToken).ConfigureAwait(false));
            }

            await layout.Files.ChangeIndexAsync(
                (index, _) =>
                {
                    var isChanged = index.AddRange(entries);
                    foreach (var (root, tag) in tags)
                    {
                        isChanged |= index.Tag(byNode[root], tag);
                    }

                    return Task.FromResult(isChanged);
                },
                cancellationToken).ConfigureAwait(false);
            return true;
        });

    public ValueTask DisposeAsync()
    {
        _ingest.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<Descriptor> EntryAsync(GraphNode node, CancellationToken cancellationToken)
    {
        var content = node.Content ?? await LayoutReader.ReadVerifiedAsync(
            layout.Files, node.Descriptor, layout.Limits.ManifestBytes, cancellationToken).ConfigureAwait(false);
        return LayoutRepository.IndexEntry(
            node.Descriptor, ManifestReader.Read(node.Descriptor, content, layout.Limits));
    }

    private Task<bool> GuardAsync(GraphNode node, Task commit) => LayoutFault.GuardAsync(Describe(node), async () =>
    {
        await commit.ConfigureAwait(false);
        return true;
    });

    private string Describe(GraphNode node) => $"cannot store {node.Descriptor.Digest} in the layout {layout.Name}";
}
