using System.Security.Cryptography;
using Signet.Oci.Remote.Transport;
using Signet.Oci.Repositories;

namespace Signet.Oci.Remote;

/// <summary>
/// A blob as it arrives: hashed on the way, resumed by range after a broken connection, and never longer than its
/// descriptor says. The read that reaches the end hands over the last bytes only when size and digest are right.
/// </summary>
/// <param name="blobs">Where to go on after a break.</param>
/// <param name="descriptor">What the content must be.</param>
/// <param name="offset">Where <paramref name="body"/> begins.</param>
/// <param name="hash">Has the bytes before <paramref name="offset"/>; belongs to the stream.</param>
/// <param name="body">The answer's body.</param>
/// <param name="connection">Limits and clock.</param>
internal sealed class BlobStream(
    BlobStore blobs, Descriptor descriptor, long offset, IncrementalHash hash, Stream body, RegistryConnection connection)
    : VerifiedStream
{
    // Progress that makes a later break a new one rather than the same one again.
    private const long NewBreakAfter = 1024 * 1024;

    private readonly byte[] _probe = new byte[1];
    private Stream _body = body;
    private RetryBudget _budget = new(connection.Retry, connection.Time);
    private long _offset = offset;
    private long _lastBreak = offset;
    private bool _isChecked;

    // One for the whole stream, not one for each read.
    private IdleTimer? _patience;

    public override Descriptor Verifies => descriptor;

    public override long Position
    {
        get => _offset;
        set => base.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isChecked || buffer.IsEmpty)
        {
            return 0;
        }

        var wanted = buffer[..(int)Math.Min(buffer.Length, descriptor.Size - _offset)];
        var count = wanted.IsEmpty ? 0 : await ReadResumingAsync(wanted, cancellationToken);
        hash.AppendData(wanted.Span[..count]);
        _offset += count;
        if (_offset == descriptor.Size)
        {
            await CheckEndAsync(cancellationToken);
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _body.Dispose();
            _patience?.Dispose();
            hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<int> ReadResumingAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            Exception broken;
            try
            {
                var count = await ReadBodyAsync(buffer, cancellationToken);
                if (count > 0)
                {
                    return count;
                }

                broken = new IOException("the body ended early");
            }
            catch (Exception e) when (e is IOException or HttpRequestException or OciException { IsTransient: true })
            {
                broken = e;
            }

            if (_offset - _lastBreak >= NewBreakAfter)
            {
                _budget = new RetryBudget(connection.Retry, connection.Time);
            }

            _lastBreak = _offset;
            if (!await _budget.TryNextAsync(null, cancellationToken))
            {
                throw broken as OciException ?? new OciException(
                    OciError.Unreachable,
                    $"{blobs.Describe(descriptor)}: the transfer broke off after {_offset} of {descriptor.Size} bytes: {broken.Message}",
                    broken);
            }

            await _body.DisposeAsync();
            _body = await blobs.OpenBodyAsync(descriptor, _offset, cancellationToken);
        }
    }

    // A server that stops sending without closing must not hold the reader for ever.
    private async ValueTask<int> ReadBodyAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_patience?.IsUsableBy(cancellationToken) != true)
        {
            _patience?.Dispose();
            _patience = new IdleTimer(connection.Time, cancellationToken);
        }

        _patience.Start(connection.Limits.IdleTimeout);
        try
        {
            return await _body.ReadAsync(buffer, _patience.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new OciException(
                OciError.TimedOut,
                $"{blobs.Describe(descriptor)}: no data for {connection.Limits.IdleTimeout.TotalSeconds:0.###} s after {_offset} of {descriptor.Size} bytes",
                e);
        }
        finally
        {
            _patience.Stop();
        }
    }

    private async Task CheckEndAsync(CancellationToken cancellationToken)
    {
        int more;
        try
        {
            more = await ReadBodyAsync(_probe, cancellationToken);
        }
        catch (Exception e) when (e is IOException or OciException { IsTransient: true })
        {
            more = 0; // Everything due has arrived; how the connection ends does not matter.
        }

        if (more > 0)
        {
            throw VerifiedBody.Mismatch(blobs.Describe(descriptor), $"it goes on after the {descriptor.Size} bytes its descriptor says");
        }

        var found = Digest.FromHash(descriptor.Digest.Algorithm, hash.GetHashAndReset());
        if (found != descriptor.Digest)
        {
            throw VerifiedBody.Mismatch(blobs.Describe(descriptor), $"its content has the digest {found}");
        }

        _isChecked = true;
    }
}
