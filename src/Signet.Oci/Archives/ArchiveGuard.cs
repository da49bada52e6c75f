using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using Signet.Oci.Files;

namespace Signet.Oci.Archives;

/// <summary>An archive as it is decompressed: counted, so that a small one cannot fill the disk, and hashed (attack H4).</summary>
internal sealed class ArchiveGuard : ForwardStream
{
    /// <summary>Under this a ratio says nothing: a few zeros compress well in good faith.</summary>
    private const long RatioFrom = 64 * 1024 * 1024;

    private readonly Stream _source;
    private readonly CountingReader _compressed;
    private readonly GZipStream _gzip;
    private readonly OciLimits _limits;
    private readonly Digest? _digest;
    private readonly IncrementalHash? _hash;
    private long _extracted;

    public ArchiveGuard(Stream source, OciLimits limits, Digest? digest)
    {
        _source = source;
        _compressed = new CountingReader(source);
        _gzip = new GZipStream(_compressed, CompressionMode.Decompress, leaveOpen: true);
        _limits = limits;
        _digest = digest;
        _hash = digest?.CreateHash();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _gzip.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _hash?.AppendData(buffer.Span[..read]);
        Count(read);
        return read;
    }

    /// <summary>Counts bytes that go to the disk.</summary>
    public void Count(long bytes)
    {
        _extracted += bytes;
        if (_extracted > _limits.ArchiveBytes)
        {
            throw new OciException(
                OciError.LimitExceeded, $"the archive extracts to more than the limit of {_limits.ArchiveBytes} bytes");
        }

        if (_extracted > RatioFrom && _extracted / _limits.ArchiveRatio > _compressed.Count)
        {
            throw new OciException(
                OciError.LimitExceeded,
                $"the archive extracts to more than {_limits.ArchiveRatio} times its size: it is made to fill the disk");
        }
    }

    /// <summary>Reads what follows the last entry, so that the whole of both forms is checked.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
            {
            }

            while (await _source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (_hash is not null && Digest.FromHash(_digest!.Value.Algorithm, _hash.GetHashAndReset()) is var found && found != _digest)
        {
            throw new OciException(
                OciError.ContentMismatch,
                $"the archive has the digest {found}, its layer says {_digest}: nothing of it was kept");
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
            _compressed.Dispose();
            _hash?.Dispose();
        }

        base.Dispose(disposing);
    }

    private sealed class CountingReader(Stream inner) : ForwardStream
    {
        public long Count { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Count += read;
            return read;
        }
    }
}
