namespace Signet.Cli.CommandLine;

/// <summary>
/// Standard output or error. A write that fails, because the disk is full or the stream is closed, is remembered and not thrown:
/// it may happen on any thread, and what the command does goes on. <see cref="CommandRunner"/> asks at the end.
/// </summary>
internal sealed class StandardStream(Stream inner) : Stream
{
    private volatile Exception? _fault;

    /// <summary>The first failure; null when all was written.</summary>
    public Exception? Fault => _fault;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_fault is not null)
        {
            return; // What comes after a gap would be taken for the whole.
        }

        try
        {
            inner.Write(buffer);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _fault = e;
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
