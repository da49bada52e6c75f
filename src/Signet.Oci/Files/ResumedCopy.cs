using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Signet.Oci.Files;

/// <summary>
/// Writes a blob into a file and goes on from what a stopped attempt left of it. What was left proves nothing: it is hashed
/// with the rest, and when the whole is not right, all of it comes once more.
/// </summary>
internal static class ResumedCopy
{
    /// <summary>From this size on it pays to go on rather than to start over.</summary>
    public const long MinBytes = 1024 * 1024;

    private const int BufferSize = 256 * 1024;

    /// <summary>Fills <paramref name="file"/> with the whole content.</summary>
    /// <param name="descriptor">What the content must be.</param>
    /// <param name="file">Written to; when what comes is forged, it is empty at the end.</param>
    /// <param name="beginning">What <see cref="TakeAsync"/> found.</param>
    /// <param name="open">
    /// Gives the content from an offset on, with the hash of what lies before it; null when it cannot begin there.
    /// </param>
    /// <param name="written">Told how far the copy got.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OciException"><see cref="OciError.ContentMismatch"/>; and what <paramref name="open"/> throws.</exception>
    public static async Task RunAsync(
        Descriptor descriptor,
        SafeFileHandle file,
        (long Length, IncrementalHash Hash) beginning,
        Func<long, IncrementalHash, CancellationToken, ValueTask<Stream?>> open,
        Action<long> written,
        CancellationToken cancellationToken)
    {
        var (offset, hash) = beginning;
        if (offset == descriptor.Size)
        {
            using (hash)
            {
                if (Digest.FromHash(descriptor.Digest.Algorithm, hash.GetHashAndReset()) == descriptor.Digest)
                {
                    written(offset);
                    return;
                }
            }

            RandomAccess.SetLength(file, 0);
            (offset, hash) = (0, descriptor.Digest.CreateHash());
        }

        for (; ; (offset, hash) = (0, descriptor.Digest.CreateHash()))
        {
            try
            {
                await CopyFromAsync(offset, hash).ConfigureAwait(false);
                return;
            }
            catch (OciException e) when (e.Error == OciError.ContentMismatch)
            {
                // At once, and not when the next attempt has bytes: it may get none, and nobody must go on from these.
                RandomAccess.SetLength(file, 0);
                if (offset == 0)
                {
                    throw;
                }

                // What was left may have been damaged by what stopped it: once more from the start.
            }
        }

        async Task CopyFromAsync(long start, IncrementalHash hashed)
        {
            if (await open(start, hashed, cancellationToken).ConfigureAwait(false) is not { } source)
            {
                start = 0;
                source = (await open(0, descriptor.Digest.CreateHash(), cancellationToken).ConfigureAwait(false))!;
            }

            await using (source.ConfigureAwait(false))
            {
                RandomAccess.SetLength(file, start);
                await VerifiedCopy.RunAsync(descriptor, source, file, 0, start, written, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Hashes what a stopped attempt left, and writes it where it is not yet.</summary>
    /// <param name="descriptor">What the content must be.</param>
    /// <param name="file">Where it is to be.</param>
    /// <param name="beginning"><paramref name="file"/> itself, or another that is read from its start; null for nothing.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<(long Length, IncrementalHash Hash)> TakeAsync(
        Descriptor descriptor, SafeFileHandle file, SafeFileHandle? beginning, CancellationToken cancellationToken)
    {
        var hash = descriptor.Digest.CreateHash();
        var length = beginning is null ? 0 : RandomAccess.GetLength(beginning);
        if (length == 0 || length > descriptor.Size)
        {
            return (0, hash);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long position = 0;
            int read;
            while (position < length
                && (read = await RandomAccess.ReadAsync(
                    beginning!, buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - position)), position, cancellationToken)
                    .ConfigureAwait(false)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                if (!ReferenceEquals(file, beginning))
                {
                    await RandomAccess.WriteAsync(file, buffer.AsMemory(0, read), position, cancellationToken).ConfigureAwait(false);
                }

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
}
