using System.Runtime.CompilerServices;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;

namespace Signet.Oci.Repositories;

/// <summary>
/// Reads another repository and remembers what it read for the length of one piece of work, so that a walk of a graph and the
/// verification of its parts share their requests: manifests, lists of referrers, small blobs, and what a digest resolves to.
/// What is asked for twice at the same time goes out once. Tags are never remembered: who resolves one goes on by its digest,
/// and then nothing can change between two looks (attack A11). Failures are remembered too, so that one piece of work sees
/// one state. It is for reading; what would change the repository is <see cref="OciError.Unsupported"/>.
/// </summary>
public sealed class RememberingRepository : ReadOnlyRepository, IRepository, IAsyncDisposable
{
    private readonly IRepository _inner;
    private readonly OciLimits _limits;
    private readonly LayoutReferrersSnapshot? _snapshot;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _lifetime;
    private readonly Lock _gate = new();
    private readonly Dictionary<(Digest, long, string), Task<Manifest>> _manifests = [];
    private readonly Dictionary<Digest, Task<Manifest>> _byDigest = [];
    private readonly Dictionary<Digest, Task<IReadOnlyList<Descriptor>>> _referrers = [];
    private readonly Dictionary<(Digest, long), Task<byte[]>> _blobs = [];
    private readonly List<Task> _running = [];
    private long _bytes;

    /// <summary>Remembers what is read from <paramref name="inner"/>.</summary>
    /// <param name="inner">The repository.</param>
    /// <param name="concurrency">Requests at once, whoever asks; at most <see cref="OciLimits.GraphConcurrency"/>.</param>
    /// <param name="limits">Bytes and entries that are remembered.</param>
    /// <param name="cancellationToken">Ends everything that is being read.</param>
    public RememberingRepository(
        IRepository inner, int concurrency, OciLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inner);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(concurrency);
        _inner = inner;
        _limits = limits ?? OciLimits.Default;
        _snapshot = LayoutReferrersSnapshot.Of(inner);
        _slots = new SemaphoreSlim(Math.Min(concurrency, _limits.GraphConcurrency));
        _lifetime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <summary>Told of every manifest as soon as it was read, on any thread, before whoever asked for it.</summary>
    public Action<Manifest>? ManifestRead { get; init; }

    /// <summary>
    /// What a digest names is answered from its manifest, when that was read or is being read; a tag is asked for anew.
    /// </summary>
    public async Task<Descriptor> ResolveAsync(string reference, CancellationToken cancellationToken = default) =>
        await FindAsync(reference, cancellationToken).ConfigureAwait(false) is { } known
            ? known.Descriptor
            : await SlotAsync(ct => _inner.ResolveAsync(reference, ct), cancellationToken).ConfigureAwait(false);

    /// <summary>The manifest; a digest that is known is not asked for again, a tag is.</summary>
    public async Task<Manifest> FetchManifestAsync(string reference, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(reference, cancellationToken).ConfigureAwait(false) is { } known)
        {
            return known;
        }

        var manifest = await SlotAsync(ct => _inner.FetchManifestAsync(reference, ct), cancellationToken).ConfigureAwait(false);
        ManifestRead?.Invoke(manifest);
        lock (_gate)
        {
            if (Reserve(manifest.Content.Length))
            {
                var task = Task.FromResult(manifest);
                _manifests.TryAdd(KeyOf(manifest.Descriptor), task);
                _byDigest[manifest.Descriptor.Digest] = task;
            }
        }

        return manifest;
    }

    /// <inheritdoc/>
    public Task<Manifest> FetchManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Task<Manifest>? task;
        lock (_gate)
        {
            if (!_manifests.TryGetValue(KeyOf(descriptor), out task) && Reserve(descriptor.Size))
            {
                task = Start(ct => ReadManifestAsync(descriptor, ct));
                _manifests.Add(KeyOf(descriptor), task);
                _byDigest.TryAdd(descriptor.Digest, task);
            }
        }

        return task?.WaitAsync(cancellationToken)
            ?? SlotAsync(ct => ReadManifestAsync(descriptor, ct), cancellationToken);
    }

    /// <summary>
    /// Begins to read a manifest and the list of its referrers, for somebody who is going to ask; does not wait. What there is no
    /// room to remember is not begun.
    /// </summary>
    public void Prefetch(Descriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        lock (_gate)
        {
            if (!_manifests.ContainsKey(KeyOf(descriptor))
                && descriptor.Size <= _limits.ManifestBytes && Reserve(descriptor.Size))
            {
                _manifests.Add(KeyOf(descriptor), Start(ct => ReadManifestAsync(descriptor, ct)));
                _byDigest.TryAdd(descriptor.Digest, _manifests[KeyOf(descriptor)]);
            }
        }

        PrefetchReferrers(descriptor.Digest);
    }

    /// <summary>Begins to read the list of a manifest's referrers; does not wait.</summary>
    public void PrefetchReferrers(Digest subject)
    {
        lock (_gate)
        {
            if (!_referrers.ContainsKey(subject))
            {
                _referrers.Add(subject, Start(ct => ReadReferrersAsync(subject, ct)));
            }
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]> FetchBlobAsync(
        Descriptor descriptor, int maxBytes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        Task<byte[]>? task = null;
        lock (_gate)
        {
            // What is larger than the caller wants is refused by the repository, each time in its own words.
            if (descriptor.Size <= maxBytes
                && !_blobs.TryGetValue((descriptor.Digest, descriptor.Size), out task) && Reserve(descriptor.Size))
            {
                task = Start(ct => _inner.FetchBlobAsync(descriptor, maxBytes, ct));
                _blobs.Add((descriptor.Digest, descriptor.Size), task);
            }
        }

        // A copy: nobody can change what the next one reads.
        return task is null
            ? await SlotAsync(ct => _inner.FetchBlobAsync(descriptor, maxBytes, ct), cancellationToken).ConfigureAwait(false)
            : [.. await task.WaitAsync(cancellationToken).ConfigureAwait(false)];
    }

    /// <summary>
    /// The list is read once, without a filter; a filter is applied here, by the type the repository states for an entry.
    /// </summary>
    public async IAsyncEnumerable<Descriptor> ListReferrersAsync(
        Digest subject, string? artifactType = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Task<IReadOnlyList<Descriptor>>? task;
        lock (_gate)
        {
            if (!_referrers.TryGetValue(subject, out task))
            {
                task = Start(ct => ReadReferrersAsync(subject, ct));
                _referrers.Add(subject, task);
            }
        }

        foreach (var entry in await task.WaitAsync(cancellationToken).ConfigureAwait(false))
        {
            if (artifactType is null
                || (entry.ArtifactType is null
                    ? await MayBeAsync(entry, artifactType, cancellationToken).ConfigureAwait(false)
                    : entry.ArtifactType == artifactType))
            {
                yield return entry;
            }
        }
    }

    /// <inheritdoc/>
    public Task<Stream> OpenBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        _inner.OpenBlobAsync(descriptor, cancellationToken);

    /// <inheritdoc/>
    public Task<Descriptor> ResolveBlobAsync(Digest digest, CancellationToken cancellationToken = default) =>
        SlotAsync(ct => _inner.ResolveBlobAsync(digest, ct), cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(Descriptor descriptor, CancellationToken cancellationToken = default) =>
        SlotAsync(ct => _inner.ExistsAsync(descriptor, ct), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListTagsAsync(string? last = null, CancellationToken cancellationToken = default) =>
        _inner.ListTagsAsync(last, cancellationToken);

    /// <summary>Nothing is going to be pushed.</summary>
    public IUploadPreparation PrepareUploads(int count, CancellationToken cancellationToken = default) =>
        NothingPrepared.Instance;

    /// <summary>Ends what is still being read, and waits until it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lifetime.CancelAsync().ConfigureAwait(false);
        Task[] running;
        lock (_gate)
        {
            running = [.. _running];
        }

        await Task.WhenAll(running).ContinueWith(
            static task => task.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)
            .ConfigureAwait(false);
        _lifetime.Dispose();
        _slots.Dispose();
    }

    /// <summary>
    /// The manifest of a digest that was read. A descriptor with the right digest and a wrong size fails, and must not speak for
    /// the digest (attack A12).
    /// </summary>
    private async Task<Manifest?> FindAsync(string reference, CancellationToken cancellationToken)
    {
        Task<Manifest>? task = null;
        if (Digest.TryParse(reference, out var digest))
        {
            lock (_gate)
            {
                _byDigest.TryGetValue(digest, out task);
            }
        }

        try
        {
            return task is null ? null : await task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OciException)
        {
            return null;
        }
    }

    /// <summary>
    /// Some registries state the type only when they are asked for it. Then the manifest tells; one that cannot be read stays in
    /// the list, because nobody knows.
    /// </summary>
    private async Task<bool> MayBeAsync(Descriptor entry, string artifactType, CancellationToken cancellationToken)
    {
        try
        {
            return MediaTypes.IsManifest(entry.MediaType)
                && (await FetchManifestAsync(entry.Bare(), cancellationToken).ConfigureAwait(false)).EffectiveArtifactType
                    == artifactType;
        }
        catch (OciException)
        {
            return true;
        }
    }

    private async Task<Manifest> ReadManifestAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        var manifest = await _inner.FetchManifestAsync(descriptor, cancellationToken).ConfigureAwait(false);
        ManifestRead?.Invoke(manifest);
        return manifest;
    }

    private async Task<IReadOnlyList<Descriptor>> ReadReferrersAsync(Digest subject, CancellationToken cancellationToken)
    {
        var list = new List<Descriptor>();
        var referrers = _snapshot is null
            ? _inner.ListReferrersAsync(subject, null, cancellationToken)
            : _snapshot.ListAsync(subject, cancellationToken);
        await foreach (var entry in referrers.ConfigureAwait(false))
        {
            bool fits;
            lock (_gate)
            {
                fits = Reserve(MemoryOf(entry));
            }

            if (list.Count == _limits.GraphNodes || !fits)
            {
                throw new OciException(
                    OciError.LimitExceeded,
                    $"{subject} in {Name} has more referrers than can be looked at: at most {_limits.GraphNodes} of them, and "
                    + $"{_limits.RememberedBytes} bytes of manifests and lists in all");
            }

            list.Add(entry);
        }

        return list;
    }

    /// <summary>Begins a read that belongs to nobody in particular: one who gives up waiting does not end it for others.</summary>
    private Task<T> Start<T>(Func<CancellationToken, Task<T>> read)
    {
        var task = Task.Run(() => SlotAsync(read, _lifetime.Token));
        _running.Add(task);

        // Nobody need be waiting when it fails.
        _ = task.ContinueWith(
            static t => t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return task;
    }

    private async Task<T> SlotAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await read(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    /// <summary>Takes room for what is going to be remembered; false when there is none. Under the lock.</summary>
    private bool Reserve(long bytes)
    {
        if (bytes < 0 || bytes > _limits.RememberedBytes - _bytes)
        {
            return false;
        }

        _bytes += bytes;
        return true;
    }

    /// <summary>What an entry of a list takes, roughly: texts are UTF-16.</summary>
    private static long MemoryOf(Descriptor entry) =>
        512 + (2L * (entry.Annotations?.Sum(a => (long)a.Key.Length + a.Value.Length + 32) ?? 0));

    private static (Digest, long, string) KeyOf(Descriptor descriptor) =>
        (descriptor.Digest, descriptor.Size, descriptor.MediaType);

    private protected override OciException Refusal() => new(
        OciError.Unsupported, $"{Name} is only being read here: use the repository itself to change it");
}
