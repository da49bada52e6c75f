using System.Text;

namespace Signet.TestKit.Archives;

/// <summary>Changes tar archives where it matters to one reader or another.</summary>
public static class TarMutation
{
    public const int HeaderBytes = 512;

    // No digit, large numbers of GNU's form, kinds, the end of a name, folders.
    private static readonly byte[] Special = [0, (byte)' ', (byte)'0', (byte)'7', (byte)'9', 0x7F, 0x80, 0xFF, .. "12345xgLKSVDM/."u8];

    /// <summary>Where fields begin: the few bytes that change how the others are read.</summary>
    private static readonly int[] Fields = [0, 100, 124, 136, 148, 156, 157, 257, 345];

    /// <summary>The archive with up to three bytes changed; most headers that were changed have a right checksum.</summary>
    public static byte[] Mutate(byte[] archive, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var changed = archive.ToArray();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var header = changed.AsSpan(random.Next(changed.Length / HeaderBytes) * HeaderBytes, HeaderBytes);
            var at = random.Next(3) == 0 ? random.Next(HeaderBytes) : Fields[random.Next(Fields.Length)] + random.Next(3);
            header[at] = random.Next(2) == 0 ? (byte)(header[at] ^ (1 << random.Next(8))) : Special[random.Next(Special.Length)];
            if (random.Next(4) != 0 && header.Slice(257, 5).SequenceEqual("ustar"u8))
            {
                SetChecksum(header);
            }
        }

        return changed;
    }

    /// <summary>Makes a changed header good again.</summary>
    public static void SetChecksum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0").CopyTo(header[148..]);
    }
}
