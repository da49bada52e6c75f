using System.Security.Cryptography;

namespace Signet.Oci.Graph.Transfer;

/// <summary>Where the content of a graph comes from.</summary>
internal interface IContentSource
{
    /// <summary>
    /// A blob from an offset on, whose bytes before that are in <paramref name="hashed"/>; may be called again for another
    /// attempt. Null when it cannot begin there, which it always can at 0. The hash then belongs to the stream.
    /// </summary>
    ValueTask<Stream?> OpenAsync(
        Descriptor descriptor, long offset, IncrementalHash hashed, CancellationToken cancellationToken);

    /// <summary>The bytes of a manifest, checked.</summary>
    ValueTask<ReadOnlyMemory<byte>> ReadManifestAsync(GraphNode node, CancellationToken cancellationToken);
}
