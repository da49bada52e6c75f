using Signet.Oci;
using Signet.Oci.Files;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.Blobs;

/// <summary>Moves the bytes of a blob between a repository and this machine.</summary>
/// <param name="repository">Where the blob is or goes.</param>
/// <param name="progress">Is told how many bytes have passed; null for nobody. An upload that is repeated counts from the start.</param>
internal sealed class BlobTransfer(IRepository repository, IProgress<long>? progress)
{
    /// <summary>What is kept in memory until its digest is known to be right; more goes through a temporary file.</summary>
    private const int MemoryBytes = 4 * 1024 * 1024;

    private const int BufferBytes = 256 * 1024;

    /// <summary>Writes a blob into <paramref name="output"/>.</summary>
    /// <exception cref="OciException">
    /// It cannot be fetched, or its content is not what its digest says: <paramref name="output"/> has then got a part.
    /// </exception>
    public async Task FetchAsync(Descriptor descriptor, Stream output, CancellationToken cancellationToken)
    {
        await using var source = Counted(await repository.OpenBlobAsync(descriptor, cancellationToken));
        await source.CopyToAsync(output, BufferBytes, cancellationToken);
    }

    /// <summary>A blob whose digest is right, to be read from its beginning: what is piped on cannot be taken back.</summary>
    public async Task<Stream> FetchCheckedAsync(Descriptor descriptor, CancellationToken cancellationToken)
    {
        Stream store = descriptor.Size <= MemoryBytes ? new MemoryStream((int)descriptor.Size) : TemporaryFile.Open();
        try
        {
            await FetchAsync(descriptor, store, cancellationToken);
            store.Position = 0;
            return store;
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stores a blob; <paramref name="open"/> opens its content from the beginning, once for each attempt.</summary>
    public Task PushAsync(Descriptor descriptor, Func<Stream> open, CancellationToken cancellationToken) =>
        repository.PushBlobAsync(
            descriptor, _ => ValueTask.FromResult<Stream>(Counted(open())), cancellationToken);

    private CountingStream Counted(Stream content) => new(content, progress is null ? null : progress.Report);
}
