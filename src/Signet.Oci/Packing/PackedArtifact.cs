using System.Security.Cryptography;
using Signet.Oci.Files;
using Signet.Oci.Graph;
using Signet.Oci.Graph.Transfer;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Oci.Packing;

/// <summary>
/// An artifact made of files, not stored anywhere yet. Its files are read again when it is pushed; one that has changed
/// meanwhile is refused. Disposing removes the archives of directories.
/// </summary>
public sealed class PackedArtifact : IContentSource, IDisposable
{
    private readonly IReadOnlyDictionary<Digest, PackedBlob> _blobs;
    private readonly IReadOnlyList<string> _temporary;

    internal PackedArtifact(
        Descriptor descriptor,
        byte[] content,
        IReadOnlyDictionary<Digest, PackedBlob> blobs,
        IReadOnlyList<string> temporary,
        OciLimits limits)
    {
        Descriptor = descriptor;
        Manifest = ManifestReader.Read(descriptor, content, limits);
        _blobs = blobs;
        _temporary = temporary;
    }

    /// <summary>What names the manifest.</summary>
    public Descriptor Descriptor { get; }

    /// <summary>The manifest; its content is what <c>--export-manifest</c> writes.</summary>
    public Manifest Manifest { get; }

    /// <summary>
    /// Stores the blobs, then the manifest under the first tag, then the other tags. With a subject, the manifest is listed
    /// among its referrers; the subject itself is neither looked for nor copied.
    /// </summary>
    /// <exception cref="OciException">
    /// As the repository throws them, and <see cref="OciError.ContentMismatch"/> when a file is not what it was.
    /// </exception>
    public async Task<CopyResult> PushAsync(
        IRepository destination,
        IReadOnlyList<string> tags,
        CopyOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(tags);
        options ??= new CopyOptions();
        var graph = Graph();
        IContentTarget target = destination is LayoutRepository layout
            ? new LayoutTarget(layout)
            : new RepositoryTarget(destination, mountFrom: null);
        await using (target.ConfigureAwait(false))
        {
            var tally = await TransferRun.RunAsync(
                graph,
                this,
                target,
                new Dictionary<GraphNode, IReadOnlyList<string>> { [graph.Roots[0]] = [.. tags.Distinct()] },
                options,
                cancellationToken).ConfigureAwait(false);
            return CopyResult.Of(graph, [Descriptor], tally, target);
        }
    }

    /// <summary>Removes the archives of directories.</summary>
    public void Dispose()
    {
        foreach (var file in _temporary)
        {
            AtomicFile.TryDelete(file);
        }
    }

    ValueTask<Stream?> IContentSource.OpenAsync(
        Descriptor descriptor, long offset, IncrementalHash hashed, CancellationToken cancellationToken)
    {
        var blob = _blobs[descriptor.Digest];
        try
        {
            Stream stream = blob.Content is { } content
                ? new MemoryStream(content, writable: false)
                : BoundedReader.OpenFile(blob.Path!);
            stream.Position = offset;
            return ValueTask.FromResult<Stream?>(new VerifiedBlobStream(stream, descriptor, offset, hashed));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            hashed.Dispose();
            throw new OciException(OciError.Refused, $"{blob.Path} cannot be read: {e.Message}", e);
        }
    }

    ValueTask<ReadOnlyMemory<byte>> IContentSource.ReadManifestAsync(GraphNode node, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Manifest.Content);

    private ArtifactGraph Graph()
    {
        var root = new GraphNode(Descriptor, 0) { Content = Manifest.Content, HasSubject = Manifest.Subject is not null };
        var nodes = new Dictionary<NodeKey, GraphNode>();
        foreach (var descriptor in Manifest.Layers.Prepend(Manifest.Config!))
        {
            var key = NodeKey.Of(descriptor);
            if (!nodes.TryGetValue(key, out var node))
            {
                nodes[key] = node = new GraphNode(descriptor, 1);
                root.Add(node, isEntry: false);
            }

            root.AddSameContent(descriptor, node);
        }

        return new ArtifactGraph([root], [.. root.Successors, root], []);
    }
}
