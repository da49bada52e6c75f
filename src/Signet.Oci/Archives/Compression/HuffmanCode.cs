namespace Signet.Oci.Archives.Compression;

/// <summary>
/// Code words for symbols by how often they occur, none longer than a limit. Many sets of lengths are equally good; these are
/// the ones Go's <c>compress/flate</c> finds, because the digest of a pushed directory depends on them: the boundary
/// package-merge of Katajainen, Moffat and Turpin, which asks the row above for pairs only when it needs them, and prefers a
/// pair to a leaf of equal weight.
/// </summary>
internal sealed class HuffmanCode(int symbols)
{
    private const int MaxRows = 16;
    private const int Infinite = int.MaxValue;

    private readonly ushort[] _words = new ushort[symbols];
    private readonly byte[] _lengths = new byte[symbols];

    /// <summary>Bits of a symbol's word; 0 for one that does not occur.</summary>
    public int Length(int symbol) => _lengths[symbol];

    public void Write(BitWriter writer, int symbol) => writer.Write(_words[symbol], _lengths[symbol]);

    /// <summary>Bits that symbols occurring that often take.</summary>
    public int BitsFor(ReadOnlySpan<int> frequencies)
    {
        var total = 0;
        for (var i = 0; i < frequencies.Length; i++)
        {
            total += frequencies[i] * _lengths[i];
        }

        return total;
    }

    /// <summary>The fixed code for literals and lengths (RFC 1951, section 3.2.6).</summary>
    public static HuffmanCode FixedLiterals()
    {
        var code = new HuffmanCode(DeflateFormat.Literals + 2);
        for (var symbol = 0; symbol < DeflateFormat.Literals + 2; symbol++)
        {
            var (word, length) = symbol switch
            {
                < 144 => (symbol + 48, 8),
                < 256 => (symbol - 144 + 400, 9),
                < 280 => (symbol - 256, 7),
                _ => (symbol - 280 + 192, 8),
            };
            code.Set(symbol, word, length);
        }

        return code;
    }

    /// <summary>The fixed code for distances.</summary>
    public static HuffmanCode FixedDistances()
    {
        var code = new HuffmanCode(DeflateFormat.Distances);
        for (var symbol = 0; symbol < DeflateFormat.Distances; symbol++)
        {
            code.Set(symbol, symbol, 5);
        }

        return code;
    }

    /// <summary>Makes the code for these frequencies.</summary>
    public void Build(ReadOnlySpan<int> frequencies, int maxLength)
    {
        var leaves = new List<(int Symbol, int Frequency)>();
        for (var symbol = 0; symbol < frequencies.Length; symbol++)
        {
            _lengths[symbol] = 0;
            if (frequencies[symbol] != 0)
            {
                leaves.Add((symbol, frequencies[symbol]));
            }
        }

        if (leaves.Count <= 2)
        {
            for (var i = 0; i < leaves.Count; i++)
            {
                Set(leaves[i].Symbol, i, 1);
            }

            return;
        }

        leaves.Sort(static (x, y) => x.Frequency != y.Frequency ? x.Frequency.CompareTo(y.Frequency) : x.Symbol.CompareTo(y.Symbol));
        Assign(leaves, CountLengths(leaves, Math.Min(maxLength, leaves.Count - 1)));
    }

    /// <summary>How many symbols get words of each length.</summary>
    private static int[] CountLengths(List<(int Symbol, int Frequency)> leaves, int rows)
    {
        int Frequency(int leaf) => leaf < leaves.Count ? leaves[leaf].Frequency : Infinite;

        // Of each row: the weight of its last item, of the next leaf and of the next pair from the row above, and how many
        // items the row below still wants of it.
        var last = new int[MaxRows + 1];
        var nextLeaf = new int[MaxRows + 1];
        var nextPair = new int[MaxRows + 1];
        var wanted = new int[MaxRows + 1];

        // Leaves below the last item of a row, in that row and in those above it.
        var below = new int[MaxRows + 1][];
        for (var row = 0; row <= rows; row++)
        {
            below[row] = new int[MaxRows + 1];
            if (row > 0)
            {
                // Every row begins with the two rarest leaves.
                last[row] = Frequency(1);
                nextLeaf[row] = Frequency(2);
                nextPair[row] = row == 1 ? Infinite : Frequency(0) + Frequency(1);
                below[row][row] = 2;
            }
        }

        wanted[rows] = (2 * leaves.Count) - 4;
        for (var row = rows; ;)
        {
            if (nextPair[row] == Infinite && nextLeaf[row] == Infinite)
            {
                wanted[row] = 0;
                nextPair[++row] = Infinite;
                continue;
            }

            var before = last[row];
            if (nextLeaf[row] < nextPair[row])
            {
                last[row] = nextLeaf[row];
                nextLeaf[row] = Frequency(++below[row][row]);
            }
            else
            {
                last[row] = nextPair[row];
                Array.Copy(below[row - 1], below[row], row);
                wanted[row - 1] = 2;
            }

            if (--wanted[row] > 0)
            {
                while (wanted[row - 1] > 0)
                {
                    row--;
                }

                continue;
            }

            if (row == rows)
            {
                break;
            }

            nextPair[row + 1] = before + last[row];
            row++;
        }

        var counts = new int[rows + 1];
        for (var row = rows; row > 0; row--)
        {
            counts[rows - row + 1] = below[rows][row] - below[rows][row - 1];
        }

        return counts;
    }

    /// <summary>Gives the most frequent symbols the shortest words, and equal lengths out in the order of the symbols.</summary>
    private void Assign(List<(int Symbol, int Frequency)> leaves, int[] counts)
    {
        var word = 0;
        var end = leaves.Count;
        for (var length = 1; length < counts.Length; length++)
        {
            word <<= 1;
            var chunk = leaves.GetRange(end - counts[length], counts[length]);
            end -= counts[length];
            chunk.Sort(static (x, y) => x.Symbol.CompareTo(y.Symbol));
            foreach (var (symbol, _) in chunk)
            {
                Set(symbol, word++, length);
            }
        }
    }

    // Words go out from their most significant bit, everything else from its least.
    private void Set(int symbol, int word, int length)
    {
        var reversed = 0;
        for (var bit = 0; bit < length; bit++)
        {
            reversed |= ((word >> bit) & 1) << (length - 1 - bit);
        }

        _words[symbol] = (ushort)reversed;
        _lengths[symbol] = (byte)length;
    }
}
