using System.Security.Cryptography;
using Signet.Oci.Repositories;

namespace Signet.Oci.Graph.Transfer;

/// <summary>Content of several graphs, each in a repository of its own.</summary>
internal sealed class PartsSource : IContentSource
{
    private readonly Dictionary<Digest, RepositorySource> _sources = [];

    public PartsSource(IReadOnlyList<(IRepository Source, ArtifactGraph Graph)> parts)
    {
        foreach (var (repository, graph) in parts)
        {
            var source = new RepositorySource(repository);
            foreach (var node in graph.Nodes)
            {
                _sources.TryAdd(node.Descriptor.Digest, source);
            }
        }
    }

    public ValueTask<Stream?> OpenAsync(
        Descriptor descriptor, long offset, IncrementalHash hashed, CancellationToken cancellationToken) =>
        _sources[descriptor.Digest].OpenAsync(descriptor, offset, hashed, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadManifestAsync(GraphNode node, CancellationToken cancellationToken) =>
        _sources[node.Descriptor.Digest].ReadManifestAsync(node, cancellationToken);
}
