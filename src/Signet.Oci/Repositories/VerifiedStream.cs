namespace Signet.Oci.Repositories;

/// <summary>
/// A stream that checks the content it hands over: the read that delivers the last byte throws when size or digest is not
/// what <see cref="Verifies"/> says. Who writes such a stream somewhere need not hash it a second time.
/// </summary>
internal abstract class VerifiedStream : Stream
{
    /// <summary>What the content is checked against.</summary>
    public abstract Descriptor Verifies { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => Verifies.Size;

    /// <summary>True when reading <paramref name="source"/> to its end checks that it is <paramref name="descriptor"/>'s content.</summary>
    public static bool Checks(Stream source, Descriptor descriptor) =>
        source is VerifiedStream { Verifies: var verified }
        && verified.Digest == descriptor.Digest && verified.Size == descriptor.Size;

    public abstract override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("a blob is read in order");

    public override void SetLength(long value) => throw new NotSupportedException("a blob is read only");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("a blob is read only");
}
