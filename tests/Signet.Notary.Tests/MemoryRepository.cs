using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Notary.Tests;

/// <summary>
/// A repository in memory whose answers a test can bend one by one: what is listed in which order, which content fails
/// and how. The protocol itself is tested against servers.
/// </summary>
internal sealed class MemoryRepository : IRepository
{
    private readonly ConcurrentDictionary<Digest, (string MediaType, byte[] Content)> _content = new();
    private readonly List<Descriptor> _referrers = [];

    public string Name { get; init; } = "registry.example.com/app";

    public Dictionary<string, Digest> Tags { get; } = [];

    /// <summary>Failures by content.</summary>
    public Dictionary<Digest, Exception> Failures { get; } = [];

    /// <summary>Content whose delivery waits for the task.</summary>
    public Dictionary<Digest, Task> Delays { get; } = [];

    /// <summary>True to list for a subject only what names it; a test that is about one artifact alone need not care.</summary>
    public bool IsTruthful { get; set; }

    /// <summary>Failures of listings, by subject.</summary>
    public Dictionary<Digest, Exception> ListFailures { get; } = [];

    public Exception? ResolveFailure { get; set; }

    /// <summary>Thrown when the listing has delivered its entries.</summary>
    public Exception? ListFailure { get; set; }

    /// <summary>Entries of the listing; a test may reorder, repeat or falsify them.</summary>
    public List<Descriptor> Listing => _referrers;

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers to Resolve that differ from the truth.</summary>
    public Func<string, Descriptor?>? OnResolve { get; set; }

    public Descriptor AddManifest(byte[] content, string? tag = null, string mediaType = MediaTypes.ImageManifest)
    {
        var descriptor = Descriptor.Of(mediaType, content);
        _content[descriptor.Digest] = (mediaType, content);
        if (tag is not null)
        {
            Tags[tag] = descriptor.Digest;
        }

        return descriptor;
    }

    /// <summary>An artifact: an image manifest that differs by <paramref name="name"/>.</summary>
    public Descriptor AddArtifact(string name = "app", string? tag = null) => AddManifest(
        ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson, [], "application/vnd.example", annotations: new Dictionary<string, string> { ["name"] = name }),
        tag);

    public byte[] ContentOf(Digest digest) => _content[digest].Content;

    public void Remove(Digest digest) => _content.TryRemove(digest, out _);

    public Descriptor AddBlob(string mediaType, byte[] content)
    {
        var descriptor = Descriptor.Of(mediaType, content);
        _content[descriptor.Digest] = (mediaType, content);
        return descriptor;
    }

    public async Task<Descriptor> ResolveAsync(string reference, CancellationToken cancellationToken = default)
    {
        await StartAsync($"resolve {reference}", cancellationToken);
        if (ResolveFailure is not null)
        {
            throw ResolveFailure;
        }

        if (OnResolve?.Invoke(reference) is { } bent)
        {
            return bent;
        }

        var digest = Digest.TryParse(reference, out var given) ? given : Tags.GetValueOrDefault(reference);
        return _content.TryGetValue(digest, out var found)
            ? new() { MediaType = found.MediaType, Digest = digest, Size = found.Content.Length }
            : throw new OciException(OciError.NotFound, $"{Name}: {reference}: not found");
    }

    public async Task<Manifest> FetchManifestAsync(string reference, CancellationToken cancellationToken = default) =>
        await FetchManifestAsync(await ResolveAsync(reference, cancellationToken), cancellationToken);

    public async Task<Manifest> FetchManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        ManifestReader.Read(descriptor, await FetchAsync("manifest", descriptor, cancellationToken));

    public async Task<byte[]> FetchBlobAsync(
        Descriptor descriptor, int maxBytes, CancellationToken cancellationToken = default) =>
        await FetchAsync("blob", descriptor, cancellationToken);

    public async Task<Stream> OpenBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        new MemoryStream(await FetchAsync("blob", descriptor, cancellationToken));

    public Task<Descriptor> ResolveBlobAsync(Digest digest, CancellationToken cancellationToken = default) =>
        _content.TryGetValue(digest, out var found)
            ? Task.FromResult(Descriptor.Of(MediaTypes.OctetStream, found.Content))
            : throw new OciException(OciError.NotFound, $"{Name}@{digest}: not found");

    public Task<bool> ExistsAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        Task.FromResult(_content.ContainsKey(descriptor.Digest));

    public IUploadPreparation PrepareUploads(int count, CancellationToken cancellationToken = default) =>
        NothingPrepared.Instance;

    public async Task PushBlobAsync(
        Descriptor descriptor,
        Func<CancellationToken, ValueTask<Stream>> open,
        CancellationToken cancellationToken = default)
    {
        await StartAsync($"push blob {descriptor.Digest}", cancellationToken);
        if (Failures.TryGetValue(descriptor.Digest, out var failure))
        {
            throw failure;
        }

        await using var stream = await open(cancellationToken);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, cancellationToken);
        Assert.True(descriptor.Digest.Matches(copy.ToArray()));
        _content[descriptor.Digest] = (descriptor.MediaType, copy.ToArray());
    }

    public Task<bool> MountBlobAsync(
        Descriptor descriptor, string fromRepository, CancellationToken cancellationToken = default) =>
        Task.FromResult(false);

    public async Task<PushedManifest> PushManifestAsync(
        Descriptor descriptor,
        ReadOnlyMemory<byte> content,
        string? tag = null,
        CancellationToken cancellationToken = default)
    {
        await StartAsync($"push manifest {descriptor.Digest}", cancellationToken);
        var manifest = ManifestReader.Read(descriptor, content);
        Assert.All(
            manifest.Layers.Append(manifest.Config!), blob => Assert.True(_content.ContainsKey(blob.Digest), "blob missing"));
        AddManifest(content.ToArray(), tag);
        if (manifest.Subject is not null)
        {
            _referrers.Add(descriptor with
            {
                ArtifactType = manifest.EffectiveArtifactType,
                Annotations = manifest.Annotations,
            });
        }

        return new() { Descriptor = descriptor };
    }

    public Task TagAsync(Descriptor descriptor, string tag, CancellationToken cancellationToken = default)
    {
        Tags[tag] = descriptor.Digest;
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<string> ListTagsAsync(string? last = null, CancellationToken cancellationToken = default) =>
        Tags.Keys.ToAsyncEnumerable();

    public async IAsyncEnumerable<Descriptor> ListReferrersAsync(
        Digest subject,
        string? artifactType = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await StartAsync($"list {subject}", cancellationToken);
        foreach (var referrer in _referrers.ToArray())
        {
            if (!IsTruthful || ManifestReader.Read(referrer, ContentOf(referrer.Digest)).Subject?.Digest == subject)
            {
                yield return referrer;
            }
        }

        if (ListFailures.TryGetValue(subject, out var failure))
        {
            throw failure;
        }

        if (ListFailure is not null)
        {
            throw ListFailure;
        }
    }

    public Task DeleteManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task DeleteBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    private async Task<byte[]> FetchAsync(string what, Descriptor descriptor, CancellationToken cancellationToken)
    {
        await StartAsync($"fetch {what} {descriptor.Digest}", cancellationToken);
        if (Delays.TryGetValue(descriptor.Digest, out var delay))
        {
            await delay.WaitAsync(cancellationToken);
        }

        if (Failures.TryGetValue(descriptor.Digest, out var failure))
        {
            throw failure;
        }

        if (!_content.TryGetValue(descriptor.Digest, out var found))
        {
            throw new OciException(OciError.NotFound, $"{Name}@{descriptor.Digest}: not found");
        }

        return found.Content.Length == descriptor.Size
            ? found.Content
            : throw new OciException(OciError.ContentMismatch, $"{descriptor.Digest} has {found.Content.Length} bytes");
    }

    private async Task StartAsync(string request, CancellationToken cancellationToken)
    {
        Requests.Enqueue(request);
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
    }
}
