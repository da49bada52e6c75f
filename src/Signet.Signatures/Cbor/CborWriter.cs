using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Signet.Signatures.Cbor;

/// <summary>
/// Writes CBOR in the core deterministic form (RFC 8949, section 4.2.1): shortest numbers, definite lengths, map keys
/// in the order of their encoded bytes. Doubles keep eight bytes, as the encoder of <c>notation</c> leaves them.
/// </summary>
internal sealed class CborWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _buffer = new();

    public ReadOnlyMemory<byte> Written => _buffer.WrittenMemory;

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public void WriteInteger(long value)
    {
        if (value >= 0)
        {
            WriteHead(0, (ulong)value);
        }
        else
        {
            WriteHead(1, (ulong)(-1 - value));
        }
    }

    public void WriteByteString(ReadOnlySpan<byte> value)
    {
        WriteHead(2, (ulong)value.Length);
        _buffer.Write(value);
    }

    /// <exception cref="EncoderFallbackException">The text has half of a surrogate pair.</exception>
    public void WriteTextString(string value)
    {
        var utf8 = StrictUtf8.GetBytes(value);
        WriteHead(3, (ulong)utf8.Length);
        _buffer.Write(utf8);
    }

    /// <summary>Writes the head of an array; that many items must follow.</summary>
    public void WriteArrayHead(int count) => WriteHead(4, (ulong)count);

    /// <summary>Writes the head of a tag; its content must follow.</summary>
    public void WriteTag(ulong tag) => WriteHead(6, tag);

    public void WriteBoolean(bool value) => WriteByte(value ? (byte)0xF5 : (byte)0xF4);

    public void WriteNull() => WriteByte(0xF6);

    public void WriteDouble(double value)
    {
        WriteByte(0xFB);
        BinaryPrimitives.WriteDoubleBigEndian(_buffer.GetSpan(8), value);
        _buffer.Advance(8);
    }

    /// <summary>Writes an item that is encoded already.</summary>
    public void WriteEncoded(ReadOnlySpan<byte> item) => _buffer.Write(item);

    /// <summary>Writes a whole map from encoded keys and values, in any order; the keys must differ.</summary>
    public void WriteMap(IEnumerable<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>> entries)
    {
        var sorted = entries.ToList();
        sorted.Sort(static (a, b) => a.Key.Span.SequenceCompareTo(b.Key.Span));
        WriteHead(5, (ulong)sorted.Count);
        for (var i = 0; i < sorted.Count; i++)
        {
            if (i > 0 && sorted[i].Key.Span.SequenceEqual(sorted[i - 1].Key.Span))
            {
                throw new ArgumentException("A key occurs twice.", nameof(entries));
            }

            _buffer.Write(sorted[i].Key.Span);
            _buffer.Write(sorted[i].Value.Span);
        }
    }

    private void WriteHead(int major, ulong argument)
    {
        var span = _buffer.GetSpan(9);
        var type = (byte)(major << 5);
        switch (argument)
        {
            case < 24:
                span[0] = (byte)(type | (byte)argument);
                _buffer.Advance(1);
                break;
            case <= byte.MaxValue:
                span[0] = (byte)(type | 24);
                span[1] = (byte)argument;
                _buffer.Advance(2);
                break;
            case <= ushort.MaxValue:
                span[0] = (byte)(type | 25);
                BinaryPrimitives.WriteUInt16BigEndian(span[1..], (ushort)argument);
                _buffer.Advance(3);
                break;
            case <= uint.MaxValue:
                span[0] = (byte)(type | 26);
                BinaryPrimitives.WriteUInt32BigEndian(span[1..], (uint)argument);
                _buffer.Advance(5);
                break;
            default:
                span[0] = (byte)(type | 27);
                BinaryPrimitives.WriteUInt64BigEndian(span[1..], argument);
                _buffer.Advance(9);
                break;
        }
    }

    private void WriteByte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }
}
