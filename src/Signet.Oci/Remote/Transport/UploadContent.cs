using System.Buffers;
using System.Net;

namespace Signet.Oci.Remote.Transport;

/// <summary>
/// A blob on its way out. Size and digest are checked while it is sent, and the last piece leaves only when both are
/// right: a corrupt source is named here, not by the registry after the fact.
/// </summary>
internal sealed class UploadContent : HttpContent
{
    private const int BufferSize = 128 * 1024;

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

    /// <summary>What is wrong with the source, once that is known.</summary>
    public OciException? Fault { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var hash = _descriptor.Digest.CreateHash();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long sent = 0;
            while (true)
            {
                var count = await ReadAsync(buffer, cancellationToken);
                if (count == 0 && sent < _descriptor.Size)
                {
                    throw Mismatch($"it ends after {sent} of {_descriptor.Size} bytes");
                }

                hash.AppendData(buffer, 0, count);
                sent += count;
                if (sent > _descriptor.Size)
                {
                    throw Mismatch($"it is longer than {_descriptor.Size} bytes");
                }

                if (sent == _descriptor.Size)
                {
                    await CheckEndAsync(hash.GetHashAndReset(), cancellationToken);
                }

                await stream.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                Progress?.Invoke();
                if (sent == _descriptor.Size)
                {
                    return;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
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

    private async Task CheckEndAsync(byte[] hash, CancellationToken cancellationToken)
    {
        if (await ReadAsync(new byte[1], cancellationToken) != 0)
        {
            throw Mismatch($"it is longer than {_descriptor.Size} bytes");
        }

        var found = Digest.FromHash(_descriptor.Digest.Algorithm, hash);
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
            throw Fault = e as OciException
                ?? new OciException(OciError.Refused, $"blob {_descriptor.Digest} cannot be read: {e.Message}", e);
        }
    }

    private OciException Mismatch(string what) => Fault = new OciException(
        OciError.ContentMismatch, $"blob {_descriptor.Digest} was not pushed: the content is not what it is named by, {what}");
}
