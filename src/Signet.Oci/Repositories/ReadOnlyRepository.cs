namespace Signet.Oci.Repositories;

/// <summary>
/// The half of <see cref="IRepository"/> that would change a repository, refused: everything here throws
/// <see cref="OciError.Unsupported"/>. A repository that can only be read derives from it and implements the other half.
/// </summary>
public abstract class ReadOnlyRepository
{
    private protected ReadOnlyRepository()
    {
    }

    /// <summary>Not possible.</summary>
    public Task PushBlobAsync(
        Descriptor descriptor,
        Func<CancellationToken, ValueTask<Stream>> open,
        CancellationToken cancellationToken = default) => throw Refusal();

    /// <summary>Not possible.</summary>
    public Task<bool> MountBlobAsync(
        Descriptor descriptor, string fromRepository, CancellationToken cancellationToken = default) => throw Refusal();

    /// <summary>Not possible.</summary>
    public Task<PushedManifest> PushManifestAsync(
        Descriptor descriptor,
        ReadOnlyMemory<byte> content,
        string? tag = null,
        CancellationToken cancellationToken = default) => throw Refusal();

    /// <summary>Not possible.</summary>
    public Task TagAsync(Descriptor descriptor, string tag, CancellationToken cancellationToken = default) => throw Refusal();

    /// <summary>Not possible.</summary>
    public Task DeleteManifestAsync(Descriptor descriptor, CancellationToken cancellationToken = default) => throw Refusal();

    /// <summary>Not possible.</summary>
    public Task DeleteBlobAsync(Descriptor descriptor, CancellationToken cancellationToken = default) => throw Refusal();

    /// <summary>Which repository cannot be changed, why, and what to do instead.</summary>
    private protected abstract OciException Refusal();
}
