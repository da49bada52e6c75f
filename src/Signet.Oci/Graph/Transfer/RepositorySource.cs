using System.Security.Cryptography;
using Signet.Oci.Archives;
using Signet.Oci.Layout;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;

namespace Signet.Oci.Graph.Transfer;

/// <summary>Content from a repository.</summary>
internal sealed class RepositorySource(IRepository repository) : IContentSource
{
    public async ValueTask<Stream?> OpenAsync(
        Descriptor descriptor, long offset, IncrementalHash hashed, CancellationToken cancellationToken)
    {
        if (descriptor.Data is { } data && data.Length == descriptor.Size && descriptor.Digest.Matches(data))
        {
            // The descriptor brings its content along (image-spec, descriptor.md, "data"): no request. All of it is here, so
            // there is nothing to go on from.
            hashed.Dispose();
            return offset == 0 ? new MemoryStream(data, writable: false) : null;
        }

        return await CopySides.OfAsync<Stream?>(CopySide.Source, async () =>
        {
            switch (repository)
            {
                case RemoteRepository remote:
                    return await remote.OpenBlobAsync(descriptor, offset, hashed, cancellationToken).ConfigureAwait(false);
                case LayoutRepository layout:
                    return await layout.OpenBlobAsync(descriptor, offset, hashed).ConfigureAwait(false);
                case ArchivedLayoutRepository archive:
                    return await archive.Reader.OpenBlobAsync(descriptor, offset, hashed).ConfigureAwait(false);
                default:
                    hashed.Dispose();
                    return offset == 0
                        ? await repository.OpenBlobAsync(descriptor, cancellationToken).ConfigureAwait(false)
                        : null;
            }
        }).ConfigureAwait(false);
    }

    public async ValueTask<ReadOnlyMemory<byte>> ReadManifestAsync(GraphNode node, CancellationToken cancellationToken) =>
        node.Content ?? (await CopySides.OfAsync(
            CopySide.Source, () => repository.FetchManifestAsync(node.Descriptor, cancellationToken)).ConfigureAwait(false)).Content;
}
