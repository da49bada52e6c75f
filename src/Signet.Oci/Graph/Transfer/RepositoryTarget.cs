using System.Collections.Concurrent;
using Signet.Oci.References;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;

namespace Signet.Oci.Graph.Transfer;

/// <summary>A repository in a registry, or any other that takes one thing after the other.</summary>
/// <param name="repository">It.</param>
/// <param name="mountFrom">A repository of the same registry that has the blobs; null when there is none.</param>
internal sealed class RepositoryTarget(IRepository repository, string? mountFrom) : IContentTarget
{
    /// <summary>From this size on, asking is cheaper than sending.</summary>
    private const long AlwaysAskAbove = 64 * 1024;

    private const int TagsAtOnce = 5;

    private readonly ExistenceOdds _odds = new();
    private readonly ConcurrentQueue<Descriptor> _outdated = new();
    private volatile bool _isMounting = mountFrom is not null;

    /// <summary>Indexes of referrers that were replaced and could not be deleted.</summary>
    public IReadOnlyList<Descriptor> OutdatedIndexes => [.. _outdated];

    public Task PrepareAsync(
        ArtifactGraph graph,
        IContentSource source,
        IReadOnlyList<(GraphNode Root, string Tag)> tags,
        CancellationToken cancellationToken)
    {
        // Known before anything is moved, not when the tags are to be set.
        foreach (var (_, tag) in tags)
        {
            if (repository is RemoteRepository && !RepositoryName.IsValidTag(tag))
            {
                throw new FormatException($"invalid tag \"{tag}\"");
            }
        }

        return Task.CompletedTask;
    }

    public async ValueTask<bool> HasAsync(GraphNode node, CancellationToken cancellationToken)
    {
        if (node.IsManifest)
        {
            // A referrer is put again: it may be stored and not listed, when a copy was killed between the two.
            return node.IsThere && !node.HasSubject;
        }

        if (node.Descriptor.Size <= AlwaysAskAbove && !_odds.IsWorthAsking())
        {
            return false;
        }

        var isThere = await repository.ExistsAsync(node.Descriptor, cancellationToken).ConfigureAwait(false);
        _odds.Learn(isThere);
        return isThere;
    }

    public async ValueTask<bool> TryMountAsync(GraphNode node, CancellationToken cancellationToken)
    {
        if (!_isMounting)
        {
            return false;
        }

        try
        {
            if (await repository.MountBlobAsync(node.Descriptor, mountFrom!, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }
        catch (OciException e) when (!e.IsTransient)
        {
            // Not allowed, or not offered: the bytes are sent instead, and that says what is wrong if anything is.
        }

        _isMounting = false;
        return false;
    }

    public async Task<Task> StoreBlobAsync(
        GraphNode node, IContentSource source, Action<long> moved, CancellationToken cancellationToken)
    {
        var descriptor = node.Descriptor;
        if (repository is RemoteRepository remote)
        {
            await remote.SendBlobAsync(descriptor, OpenAsync, moved, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await repository.PushBlobAsync(descriptor, OpenAsync, cancellationToken).ConfigureAwait(false);
        }

        return Task.CompletedTask;

        async ValueTask<Stream> OpenAsync(CancellationToken ct) =>
            (await source.OpenAsync(descriptor, 0, descriptor.Digest.CreateHash(), ct).ConfigureAwait(false))!;
    }

    public async Task<Task> StoreManifestAsync(
        GraphNode node, ReadOnlyMemory<byte> content, string? tag, CancellationToken cancellationToken)
    {
        var pushed = await repository.PushManifestAsync(node.Descriptor, content, tag, cancellationToken).ConfigureAwait(false);
        if (pushed.OutdatedIndex is { } outdated)
        {
            _outdated.Enqueue(outdated);
        }

        return Task.CompletedTask;
    }

    public Task CompleteAsync(
        ArtifactGraph graph, IReadOnlyList<(GraphNode Root, string Tag)> tags, CancellationToken cancellationToken) =>
        Parallelism.SelectAsync(
            tags,
            TagsAtOnce,
            async (one, ct) =>
            {
                var (root, tag) = one;
                if (root.Content is { } content && !root.HasSubject)
                {
                    await repository.PushManifestAsync(root.Descriptor, content, tag, ct).ConfigureAwait(false);
                }
                else
                {
                    await repository.TagAsync(root.Descriptor, tag, ct).ConfigureAwait(false);
                }

                return true;
            },
            cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
