namespace Signet.Oci.Archives.Compression;

/// <summary>Collects bits, least significant first (RFC 1951, section 3.1.1).</summary>
internal sealed class BitWriter
{
    private byte[] _bytes = new byte[64 * 1024];
    private ulong _bits;
    private int _bitCount;

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Write(uint value, int count)
    {
        _bits |= (ulong)value << _bitCount;
        _bitCount += count;
        while (_bitCount >= 8)
        {
            Add((byte)_bits);
            _bits >>= 8;
            _bitCount -= 8;
        }
    }

    /// <summary>Fills the byte that was begun with zeros.</summary>
    public void Align()
    {
        if (_bitCount > 0)
        {
            Add((byte)_bits);
            (_bits, _bitCount) = (0, 0);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            Add(value);
        }
    }

    /// <summary>Forgets the bytes that were taken away; bits of a byte begun stay.</summary>
    public void Clear() => Length = 0;

    private void Add(byte value)
    {
        if (Length == _bytes.Length)
        {
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        _bytes[Length++] = value;
    }
}
