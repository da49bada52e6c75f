using System.Buffers.Binary;

namespace Signet.Oci.Archives.Compression;

/// <summary>
/// Compresses into gzip (RFC 1952) byte for byte as Go does at its default level: no name, no time, no system.
/// </summary>
internal sealed class GzipWriter
{
    private const int Piece = 64 * 1024;

    private readonly Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> _write;
    private readonly BitWriter _compressed = new();
    private readonly DeflateCompressor _deflate;
    private readonly Crc32 _checksum = new();
    private uint _length;

    /// <summary>A compressor that hands what it makes to <paramref name="write"/>.</summary>
    public GzipWriter(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write)
    {
        _write = write;
        _deflate = new DeflateCompressor(_compressed);
        _compressed.Write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]);
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(Piece, bytes.Length)];
            _checksum.Append(piece.Span);
            _length += (uint)piece.Length;
            _deflate.Append(piece.Span);
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            bytes = bytes[piece.Length..];
        }
    }

    /// <summary>Writes the end.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellationToken)
    {
        _deflate.Finish();
        var trailer = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), _length);
        _compressed.Align();
        _compressed.Write(trailer);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_compressed.Length > 0)
        {
            await _write(_compressed.Written, cancellationToken).ConfigureAwait(false);
            _compressed.Clear();
        }
    }
}
