namespace Signet.Oci.Files;

/// <summary>
/// A stream that is only read, from its beginning to its end, and asynchronously: who derives from it says how. Everything else
/// a stream could do is <see cref="NotSupportedException"/>.
/// </summary>
public abstract class ForwardStream : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <summary>Not known, unless a stream says it.</summary>
    public override long Length => throw new NotSupportedException("the length of the stream is not known");

    /// <summary>Not counted, unless a stream says it; never set.</summary>
    public override long Position
    {
        get => throw new NotSupportedException("nobody counts what was read of the stream");
        set => throw new NotSupportedException("the stream is read in order");
    }

    /// <inheritdoc/>
    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("the stream is read asynchronously");

    /// <inheritdoc/>
    public override void Flush()
    {
        // Nothing is written.
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("the stream is read in order");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("the stream is read only");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("the stream is read only");
}
