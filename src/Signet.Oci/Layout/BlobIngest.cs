using System.Buffers;
using System.Security.Cryptography;
using Signet.Oci.Files;

namespace Signet.Oci.Layout;

/// <summary>
/// Stores many blobs in a layout. Each is on the disk before it gets its name, but nobody waits for that: finished files are
/// synced and named by a few workers while the next blobs arrive, because syncs that run at once share the disk's effort
/// (200 files of 64 KiB: 170 ms one after the other, 15 ms together).
/// </summary>
internal sealed class BlobIngest(LayoutFiles files) : IDisposable
{
    /// <summary>Files waiting to be synced are open: this many are far from any limit on open files.</summary>
    private const int MaxWaiting = 64;

    private const int MaxSyncs = 8;

    /// <summary>From this size on it pays to go on from what a killed copy left, rather than to start over.</summary>
    private const long ResumeFrom = 1024 * 1024;

    private readonly SemaphoreSlim _waiting = new(MaxWaiting, MaxWaiting);
    private readonly SemaphoreSlim _syncs = new(MaxSyncs, MaxSyncs);

    /// <summary>
    /// Takes in a blob. <paramref name="open"/> gives the content from an offset on, with the hash of what lies before it;
    /// null when it cannot begin there.
    /// </summary>
    /// <returns>Ends when all bytes are taken in; its result ends when the blob has its name.</returns>
    public async Task<Task> WriteAsync(
        Descriptor descriptor,
        Func<long, IncrementalHash, CancellationToken, ValueTask<Stream?>> open,
        Action<long> written,
        CancellationToken cancellationToken)
    {
        await _waiting.WaitAsync(cancellationToken).ConfigureAwait(false);
        FileStream? file = null;
        string? temporary = null;
        try
        {
            if (descriptor.Size >= ResumeFrom)
            {
                file = await files.OpenPartialAsync(descriptor, cancellationToken).ConfigureAwait(false);
            }

            if (file is null)
            {
                temporary = files.NewTemporary(descriptor);
                file = AtomicFile.CreateNew(temporary);
            }

            await FillAsync(descriptor, file, open, written, cancellationToken).ConfigureAwait(false);
            var finished = file;
            file = null;
            return Task.Run(() => CommitAsync(descriptor, finished, temporary), CancellationToken.None);
        }
        finally
        {
            if (file is not null)
            {
                await file.DisposeAsync().ConfigureAwait(false);
                if (temporary is not null)
                {
                    AtomicFile.TryDelete(temporary);
                }

                _waiting.Release();
            }
        }
    }

    /// <summary>Waits for nothing: whoever wrote a blob waits for it.</summary>
    public void Dispose()
    {
        _waiting.Dispose();
        _syncs.Dispose();
    }

    private static async Task FillAsync(
        Descriptor descriptor,
        FileStream file,
        Func<long, IncrementalHash, CancellationToken, ValueTask<Stream?>> open,
        Action<long> written,
        CancellationToken cancellationToken)
    {
        var (done, hash) = await HashPrefixAsync(descriptor, file, cancellationToken).ConfigureAwait(false);
        if (done == descriptor.Size)
        {
            using (hash)
            {
                if (Digest.FromHash(descriptor.Digest.Algorithm, hash.GetHashAndReset()) == descriptor.Digest)
                {
                    written(done);
                    return;
                }
            }

            (done, hash) = (0, descriptor.Digest.CreateHash());
        }

        try
        {
            await CopyFromAsync(done, hash).ConfigureAwait(false);
        }
        catch (OciException e) when (done > 0 && e.Error == OciError.ContentMismatch)
        {
            // What the killed copy left may have been damaged by what killed it: once more from the start.
            await CopyFromAsync(0, descriptor.Digest.CreateHash()).ConfigureAwait(false);
        }
        catch (OciException e) when (e.Error == OciError.ContentMismatch)
        {
            RandomAccess.SetLength(file.SafeFileHandle, 0); // Nobody must go on from a forged beginning.
            throw;
        }

        async Task CopyFromAsync(long offset, IncrementalHash hashed)
        {
            if (await open(offset, hashed, cancellationToken).ConfigureAwait(false) is not { } source)
            {
                offset = 0;
                source = (await open(0, descriptor.Digest.CreateHash(), cancellationToken).ConfigureAwait(false))!;
            }

            await using (source.ConfigureAwait(false))
            {
                RandomAccess.SetLength(file.SafeFileHandle, offset);
                await VerifiedCopy.RunAsync(
                    descriptor, source, file.SafeFileHandle, 0, offset, written, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task<(long Length, IncrementalHash Hash)> HashPrefixAsync(
        Descriptor descriptor, FileStream file, CancellationToken cancellationToken)
    {
        var hash = descriptor.Digest.CreateHash();
        var length = RandomAccess.GetLength(file.SafeFileHandle);
        if (length == 0 || length > descriptor.Size)
        {
            return (0, hash);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            long position = 0;
            int read;
            while (position < length
                && (read = await RandomAccess.ReadAsync(file.SafeFileHandle, buffer, position, cancellationToken)
                    .ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                position += read;
            }

            return (position, hash);
        }
        catch
        {
            hash.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task CommitAsync(Descriptor descriptor, FileStream file, string? temporary)
    {
        try
        {
            await using (file.ConfigureAwait(false))
            {
                await _syncs.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                try
                {
                    AtomicFile.Finish(file, AtomicFile.Immutable);
                }
                finally
                {
                    _syncs.Release();
                }

                if (temporary is null)
                {
                    await files.PlacePartialAsync(file, descriptor, CancellationToken.None).ConfigureAwait(false);
                    return;
                }
            }

            files.Place(temporary, descriptor);
        }
        catch
        {
            if (temporary is not null)
            {
                AtomicFile.TryDelete(temporary);
            }

            throw;
        }
        finally
        {
            _waiting.Release();
        }
    }
}
