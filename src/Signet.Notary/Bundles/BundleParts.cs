using System.Runtime.CompilerServices;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Notary.Bundles;

/// <summary>
/// The parts of a bundle that are not its graph, while they are made: a small repository in memory, so that they are signed
/// like everything else and leave nothing on the disk.
/// </summary>
internal sealed class BundleParts : IRepository
{
    private readonly Dictionary<Digest, (Descriptor Descriptor, byte[] Content)> _content = [];
    private readonly List<(Digest Subject, Descriptor Entry)> _referrers = [];

    public string Name => "bundle";

    public Descriptor Add(string mediaType, ReadOnlySpan<byte> content)
    {
        var descriptor = Descriptor.Of(mediaType, content);
        _content[descriptor.Digest] = (descriptor, content.ToArray());
        return descriptor;
    }

    public Task<Descriptor> ResolveAsync(string reference, CancellationToken cancellationToken = default) =>
        Task.FromResult(Find(Digest.Parse(reference)).Descriptor);

    public Task<Manifest> FetchManifestAsync(string reference, CancellationToken cancellationToken = default) =>
        FetchManifestAsync(Find(Digest.Parse(reference)).Descriptor, cancellationToken);

    public Task<Manifest> FetchManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        Task.FromResult(ManifestReader.Read(descriptor, Find(descriptor.Digest).Content));

    public Task<byte[]> FetchBlobAsync(Descriptor descriptor, int maxBytes, CancellationToken cancellationToken = default) =>
        Task.FromResult(Find(descriptor.Digest).Content);

    public Task<Stream> OpenBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        Task.FromResult<Stream>(new MemoryStream(Find(descriptor.Digest).Content, writable: false));

    public Task<Descriptor> ResolveBlobAsync(Digest digest, CancellationToken cancellationToken = default) =>
        Task.FromResult(Find(digest).Descriptor);

    public Task<bool> ExistsAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        Task.FromResult(_content.ContainsKey(descriptor.Digest));

    public IUploadPreparation PrepareUploads(int count, CancellationToken cancellationToken = default) => NothingPrepared.Instance;

    public async Task PushBlobAsync(
        Descriptor descriptor,
        Func<CancellationToken, ValueTask<Stream>> open,
        CancellationToken cancellationToken = default)
    {
        await using var stream = await open(cancellationToken);
        Add(
            descriptor.MediaType,
            await BoundedReader.ReadAllAsync(
                stream, checked((int)descriptor.Size), descriptor.Digest.ToString(), cancellationToken));
    }

    public Task<bool> MountBlobAsync(
        Descriptor descriptor, string fromRepository, CancellationToken cancellationToken = default) => Task.FromResult(false);

    public Task<PushedManifest> PushManifestAsync(
        Descriptor descriptor,
        ReadOnlyMemory<byte> content,
        string? tag = null,
        CancellationToken cancellationToken = default)
    {
        Add(descriptor.MediaType, content.Span);
        var manifest = ManifestReader.Read(descriptor, content);
        if (manifest.Subject is { } subject)
        {
            _referrers.Add((subject.Digest, ManifestWriter.ReferrerEntry(manifest)));
        }

        return Task.FromResult(new PushedManifest { Descriptor = descriptor });
    }

    public async IAsyncEnumerable<Descriptor> ListReferrersAsync(
        Digest subject, string? artifactType = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var (of, entry) in _referrers)
        {
            if (of == subject && (artifactType is null || entry.ArtifactType == artifactType))
            {
                yield return entry;
            }
        }
    }

    public IAsyncEnumerable<string> ListTagsAsync(string? last = null, CancellationToken cancellationToken = default) =>
        throw NotNeeded();

    public Task TagAsync(Descriptor descriptor, string tag, CancellationToken cancellationToken = default) => throw NotNeeded();

    public Task DeleteManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default) => throw NotNeeded();

    public Task DeleteBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default) => throw NotNeeded();

    private (Descriptor Descriptor, byte[] Content) Find(Digest digest) => _content.TryGetValue(digest, out var found)
        ? found
        : throw new OciException(OciError.NotFound, $"{digest}: not found in the bundle's own parts");

    private static OciException NotNeeded() =>
        new(OciError.Unsupported, "the parts of a bundle have no tags, and none of them is taken away again");
}
