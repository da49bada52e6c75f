using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using Signet.Oci.Graph;
using Signet.Oci.Repositories;

namespace Signet.Oci.Remote.Transport;

/// <summary>
/// A blob on its way out. Size and digest are checked while it is sent, and the last piece leaves only when both are
/// right: a corrupt source is named here, not by the registry after the fact. While one piece is sent the next is read and
/// hashed; a source that checks itself is not hashed again.
/// </summary>
internal sealed class UploadContent : HttpContent
{
    private const int BufferSize = 256 * 1024;

    private readonly Stream _source;
    private readonly Descriptor _descriptor;

    public UploadContent(Stream source, Descriptor descriptor)
    {
        _source = source;
        _descriptor = descriptor;
        Headers.TryAddWithoutValidation("Content-Type", MediaTypes.OctetStream);
    }

    /// <summary>Called each time a piece has gone out.</summary>
    public Action? Progress { get; set; }

    /// <summary>Told how many bytes have gone out in this attempt.</summary>
    public Action<long>? Sent { get; init; }

    /// <summary>What is wrong with the source, once that is known.</summary>
    public OciException? Fault { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var hash = VerifiedStream.Checks(_source, _descriptor) ? null : _descriptor.Digest.CreateHash();
        var size = (int)Math.Clamp(_descriptor.Size + 1, 1, BufferSize);
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        var spare = ArrayPool<byte>.Shared.Rent(size);
        long read = 0;
        var next = Task.FromResult(0);
        try
        {
            next = NextAsync(buffer);
            while (true)
            {
                var count = await next;
                read += count;
                var isLast = read == _descriptor.Size;
                if (!isLast)
                {
                    next = NextAsync(spare);
                }

                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                Progress?.Invoke();
                Sent?.Invoke(read);
                if (isLast)
                {
                    return;
                }

                (buffer, spare) = (spare, buffer);
            }
        }
        finally
        {
            // The read that was under way when the connection broke still writes into its buffer.
            await next.ContinueWith(
                static task => task.Exception, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            ArrayPool<byte>.Shared.Return(buffer);
            ArrayPool<byte>.Shared.Return(spare);
        }

        // "read" is what came before this piece: it is not changed while a piece is being read.
        async Task<int> NextAsync(byte[] piece)
        {
            var count = await ReadAsync(piece, cancellationToken);
            if (count == 0 && read < _descriptor.Size)
            {
                throw Mismatch($"it ends after {read} of {_descriptor.Size} bytes");
            }

            if (read + count > _descriptor.Size)
            {
                throw Mismatch($"it is longer than {_descriptor.Size} bytes");
            }

            hash?.AppendData(piece, 0, count);
            if (read + count == _descriptor.Size)
            {
                await CheckEndAsync(hash, cancellationToken);
            }

            return count;
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _descriptor.Size;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task CheckEndAsync(IncrementalHash? hash, CancellationToken cancellationToken)
    {
        if (await ReadAsync(new byte[1], cancellationToken) != 0)
        {
            throw Mismatch($"it is longer than {_descriptor.Size} bytes");
        }

        if (hash is null)
        {
            return;
        }

        var found = Digest.FromHash(_descriptor.Digest.Algorithm, hash.GetHashAndReset());
        if (found != _descriptor.Digest)
        {
            throw Mismatch($"its digest is {found}");
        }
    }

    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _source.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OciException)
        {
            // Not the network's fault: the caller's source failed, and sending again would not help.
            throw Blame(e as OciException
                ?? new OciException(OciError.Refused, $"blob {_descriptor.Digest} cannot be read: {e.Message}", e));
        }
    }

    private OciException Mismatch(string what) => Blame(new OciException(
        OciError.ContentMismatch, $"blob {_descriptor.Digest} was not pushed: the content is not what it is named by, {what}"));

    private OciException Blame(OciException fault)
    {
        fault.Side = CopySide.Source;
        return Fault = fault;
    }
}
