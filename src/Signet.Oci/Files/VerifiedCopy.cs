using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Signet.Oci.Graph;
using Signet.Oci.Repositories;

namespace Signet.Oci.Files;

/// <summary>
/// Writes a blob into a file in constant memory. While one piece is written the next is read; every byte is hashed once, by
/// the source when it checks itself, else here.
/// </summary>
internal static class VerifiedCopy
{
    private const int BufferSize = 256 * 1024;

    /// <summary>Copies the whole content of <paramref name="descriptor"/>.</summary>
    /// <param name="descriptor">What the content must be.</param>
    /// <param name="source">Read to its end; not disposed.</param>
    /// <param name="file">Written to.</param>
    /// <param name="start">Where in the file the blob begins.</param>
    /// <param name="done">Bytes of the blob that are there already: <paramref name="source"/> has the rest, and has them hashed.</param>
    /// <param name="written">Told how far the copy got.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OciException">
    /// <see cref="OciError.ContentMismatch"/>: size or digest is another; what was written is then of no use.
    /// </exception>
    public static Task RunAsync(
        Descriptor descriptor,
        Stream source,
        SafeFileHandle file,
        long start,
        long done,
        Action<long>? written,
        CancellationToken cancellationToken) => CopySides.OfAsync(CopySide.Source, async () =>
        {
            // What the file system says against the file is no such exception.
            await (descriptor.Size - done < BufferSize
                ? CopyPieceAsync(descriptor, source, file, start, done, written, cancellationToken)
                : CopyAsync(descriptor, source, file, start, done, written, cancellationToken)).ConfigureAwait(false);
            return true;
        });

    /// <summary>Sees that what was hashed is the descriptor's content.</summary>
    public static void RequireDigest(Descriptor descriptor, IncrementalHash hash)
    {
        if (Digest.FromHash(descriptor.Digest.Algorithm, hash.GetHashAndReset()) != descriptor.Digest)
        {
            throw new OciException(OciError.ContentMismatch, $"content does not have the digest {descriptor.Digest}");
        }
    }

    /// <summary>
    /// Copies what fits into one buffer: read to the end, checked, and written at once. Such a write only fills the page cache,
    /// which takes less than handing it to another thread does.
    /// </summary>
    private static async Task CopyPieceAsync(
        Descriptor descriptor,
        Stream source,
        SafeFileHandle file,
        long start,
        long done,
        Action<long>? written,
        CancellationToken cancellationToken)
    {
        var rest = (int)(descriptor.Size - done);
        var buffer = ArrayPool<byte>.Shared.Rent(rest + 1);
        try
        {
            var count = await source.ReadAtLeastAsync(
                buffer.AsMemory(0, rest + 1), rest + 1, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (count != rest)
            {
                throw SizeMismatch(descriptor, count > rest ? "more" : "fewer");
            }

            if (!VerifiedStream.Checks(source, descriptor))
            {
                using var hash = descriptor.Digest.CreateHash();
                hash.AppendData(buffer, 0, count);
                RequireDigest(descriptor, hash);
            }

            RandomAccess.Write(file, buffer.AsSpan(0, count), start + done);
            written?.Invoke(descriptor.Size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static async Task CopyAsync(
        Descriptor descriptor,
        Stream source,
        SafeFileHandle file,
        long start,
        long done,
        Action<long>? written,
        CancellationToken cancellationToken)
    {
        using var hash = VerifiedStream.Checks(source, descriptor) ? null : descriptor.Digest.CreateHash();
        var size = (int)Math.Clamp(descriptor.Size - done + 1, 1, BufferSize);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var spare = ArrayPool<byte>.Shared.Rent(size);
        var pending = Task.CompletedTask;
        var position = done;
        var begun = done;
        try
        {
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (position + read > descriptor.Size)
                {
                    throw SizeMismatch(descriptor, "more");
                }

                hash?.AppendData(buffer, 0, read);
                await pending.ConfigureAwait(false);
                if (position - begun >= Writeback.Step)
                {
                    Writeback.Begin(file, start + begun, position - begun);
                    begun = position;
                }

                pending = RandomAccess.WriteAsync(file, buffer.AsMemory(0, read), start + position, cancellationToken).AsTask();
                position += read;
                written?.Invoke(position);
                (buffer, spare) = (spare, buffer);
            }

            await pending.ConfigureAwait(false);
            Writeback.Begin(file, start + begun, position - begun);
        }
        finally
        {
            // A write under way still reads its buffer.
            await Task.WhenAny(pending).ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<byte>.Shared.Return(spare);
        }

        if (position != descriptor.Size)
        {
            throw SizeMismatch(descriptor, "fewer");
        }

        if (hash is not null)
        {
            RequireDigest(descriptor, hash);
        }
    }

    private static OciException SizeMismatch(Descriptor descriptor, string how) => new(
        OciError.ContentMismatch,
        $"content of {descriptor.Digest} has {how} than the {descriptor.Size} bytes of its descriptor");
}
