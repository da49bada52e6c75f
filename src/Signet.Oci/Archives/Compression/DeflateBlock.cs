namespace Signet.Oci.Archives.Compression;

/// <summary>
/// Writes one block of literals and matches in the smallest of its three forms (RFC 1951, section 3.2.3): the choices are
/// those of Go's <c>compress/flate</c>.
/// </summary>
internal sealed class DeflateBlock(BitWriter writer)
{
    private const int MaxStored = 65535;
    private const byte End = 255;

    private static readonly HuffmanCode FixedLiterals = HuffmanCode.FixedLiterals();
    private static readonly HuffmanCode FixedDistances = HuffmanCode.FixedDistances();

    /// <summary>The order in which the lengths of the code of lengths are written (RFC 1951, section 3.2.7).</summary>
    private static readonly int[] LengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly HuffmanCode _literals = new(DeflateFormat.Literals);
    private readonly HuffmanCode _distances = new(DeflateFormat.Distances);
    private readonly HuffmanCode _lengths = new(19);
    private readonly int[] _literalFrequencies = new int[DeflateFormat.Literals];
    private readonly int[] _distanceFrequencies = new int[DeflateFormat.Distances];
    private readonly int[] _lengthFrequencies = new int[19];
    private readonly byte[] _runs = new byte[DeflateFormat.Literals + DeflateFormat.Distances + 1];

    /// <summary>Writes a block that is not the last.</summary>
    /// <param name="tokens">A literal, or a match as its length and distance.</param>
    /// <param name="stored">The bytes themselves; null when they are gone.</param>
    public void Write(List<DeflateToken> tokens, ReadOnlyMemory<byte>? stored)
    {
        var (literals, distances) = Count(tokens);
        var extra = 0;
        var storedBits = int.MaxValue;
        if (stored is { Length: <= MaxStored } bytes)
        {
            storedBits = (bytes.Length + 5) * 8;
            extra = ExtraBits(literals, distances);
        }

        var size = 3 + FixedLiterals.BitsFor(_literalFrequencies) + FixedDistances.BitsFor(_distanceFrequencies) + extra;
        CountRuns(literals, distances);
        _lengths.Build(_lengthFrequencies, 7);
        var lengthCodes = LengthOrder.Length;
        while (lengthCodes > 4 && _lengthFrequencies[LengthOrder[lengthCodes - 1]] == 0)
        {
            lengthCodes--;
        }

        var dynamicSize = 3 + 5 + 5 + 4 + (3 * lengthCodes) + _lengths.BitsFor(_lengthFrequencies)
            + (2 * _lengthFrequencies[16]) + (3 * _lengthFrequencies[17]) + (7 * _lengthFrequencies[18])
            + _literals.BitsFor(_literalFrequencies) + _distances.BitsFor(_distanceFrequencies) + extra;
        var isDynamic = dynamicSize < size;
        if (storedBits < (isDynamic ? dynamicSize : size))
        {
            WriteStoredHeader(stored!.Value.Length, isLast: false);
            writer.Write(stored.Value.Span);
            return;
        }

        if (isDynamic)
        {
            WriteDynamicHeader(literals, distances, lengthCodes);
            WriteTokens(tokens, _literals, _distances);
        }
        else
        {
            writer.Write(2, 3);
            WriteTokens(tokens, FixedLiterals, FixedDistances);
        }
    }

    /// <summary>The header of stored bytes; with none of them, the end of the stream.</summary>
    public void WriteStoredHeader(int length, bool isLast)
    {
        writer.Write(isLast ? 1u : 0, 3);
        writer.Align();
        writer.Write((uint)length, 16);
        writer.Write((uint)~length & 0xFFFF, 16);
    }

    private (int Literals, int Distances) Count(List<DeflateToken> tokens)
    {
        Array.Clear(_literalFrequencies);
        Array.Clear(_distanceFrequencies);
        foreach (var token in tokens)
        {
            if (token.Distance == 0)
            {
                _literalFrequencies[token.Value]++;
            }
            else
            {
                _literalFrequencies[DeflateFormat.FirstLength + DeflateFormat.OfLength(token.Value).Symbol]++;
                _distanceFrequencies[DeflateFormat.OfDistance(token.Distance).Symbol]++;
            }
        }

        _literalFrequencies[DeflateFormat.EndOfBlock]++;
        var literals = Used(_literalFrequencies);
        var distances = Used(_distanceFrequencies);
        if (distances == 0)
        {
            // A code of distances there must be, even when none occurs.
            _distanceFrequencies[0] = 1;
            distances = 1;
        }

        _literals.Build(_literalFrequencies, 15);
        _distances.Build(_distanceFrequencies, 15);
        return (literals, distances);
    }

    private static int Used(int[] frequencies)
    {
        var used = frequencies.Length;
        while (used > 0 && frequencies[used - 1] == 0)
        {
            used--;
        }

        return used;
    }

    private int ExtraBits(int literals, int distances)
    {
        var bits = 0;
        for (var symbol = 8; symbol < literals - DeflateFormat.FirstLength; symbol++)
        {
            bits += _literalFrequencies[DeflateFormat.FirstLength + symbol] * DeflateFormat.LengthBits(symbol);
        }

        for (var symbol = 4; symbol < distances; symbol++)
        {
            bits += _distanceFrequencies[symbol] * DeflateFormat.DistanceBits(symbol);
        }

        return bits;
    }

    /// <summary>Writes the lengths of both codes as runs: a length, then 16 for repeats of it, 17 and 18 for zeros.</summary>
    private void CountRuns(int literals, int distances)
    {
        Array.Clear(_lengthFrequencies);
        Span<byte> lengths = stackalloc byte[DeflateFormat.Literals + DeflateFormat.Distances];
        for (var i = 0; i < literals; i++)
        {
            lengths[i] = (byte)_literals.Length(i);
        }

        for (var i = 0; i < distances; i++)
        {
            lengths[literals + i] = (byte)_distances.Length(i);
        }

        lengths = lengths[..(literals + distances)];
        var at = 0;
        while (!lengths.IsEmpty)
        {
            var length = lengths[0];
            var count = lengths.IndexOfAnyExcept(length) is >= 0 and var end ? end : lengths.Length;
            lengths = lengths[count..];
            if (length != 0)
            {
                at = Emit(at, length);
                count--;
                for (; count >= 3; count -= Math.Min(6, count))
                {
                    at = Emit(at, 16, Math.Min(6, count) - 3);
                }
            }
            else
            {
                for (; count >= 11; count -= Math.Min(138, count))
                {
                    at = Emit(at, 18, Math.Min(138, count) - 11);
                }

                if (count >= 3)
                {
                    at = Emit(at, 17, count - 3);
                    count = 0;
                }
            }

            for (; count > 0; count--)
            {
                at = Emit(at, length);
            }
        }

        _runs[at] = End;
    }

    private int Emit(int at, int symbol, int extra = -1)
    {
        _lengthFrequencies[symbol]++;
        _runs[at++] = (byte)symbol;
        if (extra >= 0)
        {
            _runs[at++] = (byte)extra;
        }

        return at;
    }

    private void WriteDynamicHeader(int literals, int distances, int lengthCodes)
    {
        writer.Write(4, 3);
        writer.Write((uint)(literals - 257), 5);
        writer.Write((uint)(distances - 1), 5);
        writer.Write((uint)(lengthCodes - 4), 4);
        for (var i = 0; i < lengthCodes; i++)
        {
            writer.Write((uint)_lengths.Length(LengthOrder[i]), 3);
        }

        for (var i = 0; _runs[i] != End; i++)
        {
            var symbol = _runs[i];
            _lengths.Write(writer, symbol);
            if (symbol >= 16)
            {
                writer.Write(_runs[++i], symbol switch { 16 => 2, 17 => 3, _ => 7 });
            }
        }
    }

    private void WriteTokens(List<DeflateToken> tokens, HuffmanCode literals, HuffmanCode distances)
    {
        foreach (var token in tokens)
        {
            if (token.Distance == 0)
            {
                literals.Write(writer, token.Value);
                continue;
            }

            var (symbol, extra, bits) = DeflateFormat.OfLength(token.Value);
            literals.Write(writer, DeflateFormat.FirstLength + symbol);
            writer.Write(extra, bits);
            (symbol, extra, bits) = DeflateFormat.OfDistance(token.Distance);
            distances.Write(writer, symbol);
            writer.Write(extra, bits);
        }

        literals.Write(writer, DeflateFormat.EndOfBlock);
    }
}
