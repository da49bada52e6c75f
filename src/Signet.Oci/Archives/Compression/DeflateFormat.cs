using System.Numerics;

namespace Signet.Oci.Archives.Compression;

/// <summary>The alphabets of deflate (RFC 1951, section 3.2.5).</summary>
internal static class DeflateFormat
{
    /// <summary>Literals, the end of a block and lengths.</summary>
    public const int Literals = 286;

    public const int EndOfBlock = 256;

    public const int FirstLength = 257;

    public const int Distances = 30;

    public const int MinLength = 3;

    /// <summary>The symbol of a length, less <see cref="FirstLength"/>, with the extra bits and their number.</summary>
    public static (int Symbol, uint Extra, int Bits) OfLength(int length)
    {
        var value = length - MinLength;
        if (value == 255)
        {
            return (28, 0, 0);
        }

        return value < 8 ? (value, 0, 0) : Split(value, 2);
    }

    /// <summary>The symbol of a distance, with the extra bits and their number.</summary>
    public static (int Symbol, uint Extra, int Bits) OfDistance(int distance) =>
        distance <= 4 ? (distance - 1, 0, 0) : Split(distance - 1, 1);

    /// <summary>Extra bits that follow a symbol of a length, less <see cref="FirstLength"/>.</summary>
    public static int LengthBits(int symbol) => symbol is < 8 or 28 ? 0 : (symbol / 4) - 1;

    /// <summary>Extra bits that follow a symbol of a distance.</summary>
    public static int DistanceBits(int symbol) => symbol < 4 ? 0 : (symbol / 2) - 1;

    // Symbols come in groups of 2^kept; each group has one extra bit more than the last.
    private static (int Symbol, uint Extra, int Bits) Split(int value, int kept)
    {
        var bits = BitOperations.Log2((uint)value) - kept;
        return ((bits << kept) + (value >> bits), (uint)(value & ((1 << bits) - 1)), bits);
    }
}
