using System.Security.Cryptography;
using Signet.Oci.Manifests;
using Signet.Oci.References;
using Signet.Oci.Remote.Referrers;
using Signet.Oci.Remote.Uploads;
using Signet.Oci.Repositories;

namespace Signet.Oci.Remote;

/// <summary>
/// One repository in a registry (OCI distribution-spec 1.1). Made by <see cref="RegistryClient.GetRepository"/>; safe for
/// concurrent use.
/// </summary>
public sealed class RemoteRepository : IRepository
{
    private readonly RepositoryEndpoint _endpoint;
    private readonly ReferrersState _referrersState;
    private readonly ManifestStore _manifests;
    private readonly BlobStore _blobs;
    private readonly UploadProtocol _uploads;
    private readonly UploadSessions _sessions;
    private readonly ReferrersReader _referrers;
    private readonly FallbackWriter _fallback;

    internal RemoteRepository(RepositoryEndpoint endpoint, ReferrersState referrersState)
    {
        _endpoint = endpoint;
        _referrersState = referrersState;
        _manifests = new ManifestStore(endpoint);
        _blobs = new BlobStore(endpoint);
        _uploads = new UploadProtocol(endpoint);
        _sessions = new UploadSessions(_uploads);
        _referrers = new ReferrersReader(endpoint, _manifests, referrersState);
        _fallback = new FallbackWriter(endpoint, _manifests, referrersState);
    }

    /// <inheritdoc/>
    public string Name => _endpoint.Name;

    /// <summary>The registry, as the user wrote it: host, with port when there is one.</summary>
    public string Registry => _endpoint.Connection.Address.Registry;

    /// <summary>The repository's path in its registry.</summary>
    public string Repository => _endpoint.Repository;

    /// <inheritdoc/>
    public Task<Descriptor> ResolveAsync(string reference, CancellationToken cancellationToken = default) =>
        _manifests.ResolveAsync(Checked(reference), cancellationToken);

    /// <inheritdoc/>
    public Task<Manifest> FetchManifestAsync(string reference, CancellationToken cancellationToken = default) =>
        _manifests.FetchAsync(Checked(reference), cancellationToken);

    /// <inheritdoc/>
    public Task<Manifest> FetchManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        _manifests.FetchAsync(Checked(descriptor), cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> FetchBlobAsync(
        Descriptor descriptor, int maxBytes, CancellationToken cancellationToken = default) =>
        _blobs.FetchAsync(Checked(descriptor), maxBytes, cancellationToken);

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        _blobs.OpenAsync(Checked(descriptor), cancellationToken);

    /// <inheritdoc/>
    public Task<Descriptor> ResolveBlobAsync(Digest digest, CancellationToken cancellationToken = default) =>
        digest.IsEmpty
            ? throw new ArgumentException("the digest names no content", nameof(digest))
            : _blobs.ResolveAsync(digest, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        MediaTypes.IsManifest(Checked(descriptor).MediaType)
            ? _manifests.ExistsAsync(descriptor, cancellationToken)
            : _blobs.ExistsAsync(descriptor, cancellationToken);

    /// <inheritdoc/>
    public IUploadPreparation PrepareUploads(int count, CancellationToken cancellationToken = default) =>
        _sessions.Open(count, cancellationToken);

    /// <inheritdoc/>
    public Task PushBlobAsync(
        Descriptor descriptor,
        Func<CancellationToken, ValueTask<Stream>> open,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(open);
        return new BlobUploader(_endpoint, _blobs, _uploads, _sessions)
            .PushAsync(Checked(descriptor), open, cancellationToken);
    }

    /// <summary>Uploads a blob the caller knows is not there; <paramref name="sent"/> is told how far each attempt got.</summary>
    internal Task SendBlobAsync(
        Descriptor descriptor,
        Func<CancellationToken, ValueTask<Stream>> open,
        Action<long> sent,
        CancellationToken cancellationToken) =>
        new BlobUploader(_endpoint, _blobs, _uploads, _sessions)
            .SendAsync(Checked(descriptor), open, sent, cancellationToken);

    /// <summary>The rest of a blob whose first <paramref name="offset"/> bytes are in <paramref name="hashed"/>.</summary>
    internal Task<Stream> OpenBlobAsync(
        Descriptor descriptor, long offset, IncrementalHash hashed, CancellationToken cancellationToken) =>
        _blobs.OpenAsync(Checked(descriptor), offset, hashed, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> MountBlobAsync(
        Descriptor descriptor, string fromRepository, CancellationToken cancellationToken = default) =>
        RepositoryName.IsValid(fromRepository)
            ? _uploads.MountAsync(Checked(descriptor), fromRepository, cancellationToken)
            : throw new ArgumentException($"invalid repository \"{fromRepository}\"", nameof(fromRepository));

    /// <inheritdoc/>
    public async Task<PushedManifest> PushManifestAsync(
        Descriptor descriptor,
        ReadOnlyMemory<byte> content,
        string? tag = null,
        CancellationToken cancellationToken = default)
    {
        // Reading it checks digest, size and form before anything leaves.
        var manifest = ManifestReader.Read(Checked(descriptor), content, _endpoint.Limits);
        var reference = tag is null ? descriptor.Digest.ToString() : Checked(tag);
        if (manifest.Subject is not { } subject || _referrersState.Support == ReferrersSupport.Api)
        {
            await _manifests.PutAsync(reference, descriptor, content, condition: null, cancellationToken);
            return new PushedManifest { Descriptor = descriptor };
        }

        // Whether the registry lists it itself is known only from the answer; the index that is needed when it does not
        // is read meanwhile.
        var dropRead = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var index = FallbackIndex.ReadAsync(_endpoint, _manifests, subject.Digest, dropRead.Token);
        try
        {
            var answer = await _manifests.PutAsync(reference, descriptor, content, condition: null, cancellationToken);
            if (_referrersState.Mode != ReferrersMode.Tag && answer?.Subject == subject.Digest)
            {
                _referrersState.Learn(ReferrersSupport.Api);
                return new PushedManifest { Descriptor = descriptor };
            }

            _referrersState.Learn(ReferrersSupport.Tag);
            var outdated = await _fallback.ApplyAsync(
                subject.Digest, ManifestWriter.ReferrerEntry(manifest), isRemoval: false, index, cancellationToken);
            return new PushedManifest { Descriptor = descriptor, UsedReferrersTag = true, OutdatedIndex = outdated };
        }
        finally
        {
            Abandoned.LetGo(index, dropRead);
        }
    }

    /// <inheritdoc/>
    public async Task TagAsync(Descriptor descriptor, string tag, CancellationToken cancellationToken = default)
    {
        var reference = Checked(tag);
        var manifest = await _manifests.FetchAsync(Checked(descriptor), cancellationToken);
        await _manifests.PutAsync(reference, manifest.Descriptor, manifest.Content, condition: null, cancellationToken);
    }

    /// <inheritdoc/>
    public Task TagAsync(Manifest manifest, string tag, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return _manifests.PutAsync(
            Checked(tag), manifest.Descriptor, manifest.Content, condition: null, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> MoveTagAsync(
        Manifest manifest, string tag, Digest? from, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var current = await _manifests.TryFetchAsync(Checked(tag), cancellationToken);
        if (current?.Manifest.Descriptor.Digest != from)
        {
            return false;
        }

        // Weak tags never match in a condition on a change (RFC 9110 §13.1.1).
        KeyValuePair<string, string>? condition = current is null ? new("If-None-Match", "*")
            : current.EntityTag?.StartsWith('"') == true ? new("If-Match", current.EntityTag)
            : null;
        if (await PutAsync(condition) is not null)
        {
            return true;
        }

        // Refused: somebody else moved it, this request came twice, or the registry's entity tags are not what it compares.
        var now = (await _manifests.TryFetchAsync(tag, cancellationToken))?.Manifest.Descriptor.Digest;
        return now == manifest.Descriptor.Digest || (now == from && await PutAsync(null) is not null);

        Task<PutAnswer?> PutAsync(KeyValuePair<string, string>? header) =>
            _manifests.PutAsync(tag, manifest.Descriptor, manifest.Content, header, cancellationToken);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListTagsAsync(string? last = null, CancellationToken cancellationToken = default) =>
        new TagListing(_endpoint).ListAsync(last, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<Descriptor> ListReferrersAsync(
        Digest subject, string? artifactType = null, CancellationToken cancellationToken = default) =>
        _referrers.ListAsync(subject, artifactType, cancellationToken);

    /// <inheritdoc/>
    public async Task DeleteManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default)
    {
        if (MediaTypes.IsManifest(Checked(descriptor).MediaType)
            && _referrersState.Support != ReferrersSupport.Api
            && await FindSubjectAsync(descriptor, cancellationToken) is { } subject)
        {
            await _referrers.ProbeAsync(subject.Digest, cancellationToken);
            if (_referrersState.Support == ReferrersSupport.Tag)
            {
                // First, so that nobody is sent to a manifest that is gone.
                await _fallback.ApplyAsync(
                    subject.Digest, descriptor, isRemoval: true, firstRead: null, cancellationToken);
            }
        }

        await _manifests.DeleteAsync(descriptor.Digest, isRetried: true, cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        _blobs.DeleteAsync(Checked(descriptor).Digest, cancellationToken);

    // What cannot be read has no subject, and must be possible to delete all the more.
    private async Task<Descriptor?> FindSubjectAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        try
        {
            return (await _manifests.FetchAsync(descriptor, cancellationToken)).Subject;
        }
        catch (OciException e)
            when (e.Error is OciError.Malformed or OciError.ContentMismatch or OciError.LimitExceeded)
        {
            return null;
        }
    }

    private static Descriptor Checked(Descriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        return descriptor.Digest.IsEmpty || descriptor.Size < 0
            ? throw new ArgumentException("the descriptor names no content", nameof(descriptor))
            : descriptor;
    }

    // A reference becomes part of an address: nothing but a tag or a digest may.
    private static string Checked(string reference) =>
        RepositoryName.IsValidTag(reference) || Digest.TryParse(reference, out _)
            ? reference
            : throw new FormatException($"invalid tag or digest \"{reference}\"");
}
