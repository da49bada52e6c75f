using System.Globalization;
using System.Text;

namespace Signet.Oci.Archives;

/// <summary>
/// Writes the header of an entry byte for byte as Go's <c>archive/tar</c> does, because the digest of a pushed directory is
/// made of them: POSIX ustar, with a PAX header in front where a value does not fit (IEEE Std 1003.1, pax).
/// </summary>
internal static class TarHeader
{
    public const int BlockSize = 512;

    private const int NameSize = 100;
    private const int PrefixSize = 155;
    private const long MaxOctal = 0x1_FFFF_FFFF; // Eleven digits: 8 GiB - 1.

    /// <summary>The two blocks of zeros that end an archive.</summary>
    public static ReadOnlyMemory<byte> End { get; } = new byte[2 * BlockSize];

    /// <summary>Bytes of zeros that fill the last block of content of this size.</summary>
    public static int Padding(long size) => (int)(-size & (BlockSize - 1));

    /// <summary>The header of <paramref name="entry"/>, one block or several.</summary>
    public static byte[] Write(TarEntry entry)
    {
        var extended = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var (prefix, name) = Split(entry.Name);
        if (name is null)
        {
            extended["path"] = entry.Name;
        }

        if (!IsAscii(entry.LinkName) || entry.LinkName.Length > NameSize)
        {
            extended["linkpath"] = entry.LinkName;
        }

        if (entry.Size > MaxOctal)
        {
            extended["size"] = entry.Size.ToString(CultureInfo.InvariantCulture);
        }

        if (entry.Modified is < 0 or > MaxOctal)
        {
            extended["mtime"] = entry.Modified.ToString(CultureInfo.InvariantCulture);
        }

        if (extended.Count > 0 && (!IsAscii(entry.Name) || entry.Name.Length > NameSize))
        {
            // The header behind an extended one has no prefix: what fitted only with one is extended too.
            extended["path"] = entry.Name;
        }

        if (extended.Count == 0)
        {
            var block = new byte[BlockSize];
            Fill(block, entry, name!, prefix);
            return block;
        }

        var records = Encoding.UTF8.GetBytes(string.Concat(extended.Select(pair => Record(pair.Key, pair.Value))));
        var all = new byte[BlockSize + records.Length + Padding(records.Length) + BlockSize];
        FillExtended(all.AsSpan(0, BlockSize), entry.Name, records.Length);
        records.CopyTo(all, BlockSize);
        Fill(all.AsSpan(all.Length - BlockSize), entry, ToAscii(entry.Name), "");
        return all;
    }

    private static void Fill(Span<byte> block, TarEntry entry, string name, string prefix)
    {
        Text(block[..100], name);
        Octal(block.Slice(100, 8), entry.Mode);
        Octal(block.Slice(108, 8), 0);
        Octal(block.Slice(116, 8), 0);
        Octal(block.Slice(124, 12), entry.Size is > MaxOctal ? 0 : entry.Size);
        Octal(block.Slice(136, 12), entry.Modified is < 0 or > MaxOctal ? 0 : entry.Modified);
        block[156] = Flag(entry.Kind);
        Text(block.Slice(157, 100), ToAscii(entry.LinkName));
        Octal(block.Slice(329, 8), 0);
        Octal(block.Slice(337, 8), 0);
        Text(block.Slice(345, PrefixSize), prefix);
        Finish(block);
    }

    private static void FillExtended(Span<byte> block, string name, int size)
    {
        var slash = name.LastIndexOf('/');
        var extendedName = ToAscii($"{(slash < 0 ? "" : name[..(slash + 1)])}PaxHeaders.0/{name[(slash + 1)..]}");
        Text(block[..100], (extendedName.Length > NameSize ? extendedName[..NameSize] : extendedName).TrimEnd('/'));
        Octal(block.Slice(100, 8), 0);
        Octal(block.Slice(108, 8), 0);
        Octal(block.Slice(116, 8), 0);
        Octal(block.Slice(124, 12), size);
        Octal(block.Slice(136, 12), 0);
        block[156] = (byte)'x';
        Finish(block);
    }

    private static void Finish(Span<byte> block)
    {
        "ustar\0"u8.CopyTo(block[257..]);
        "00"u8.CopyTo(block[263..]);
        block.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var value in block)
        {
            sum += value;
        }

        Octal(block.Slice(148, 7), sum);
    }

    private static byte Flag(TarEntryKind kind) => kind switch
    {
        TarEntryKind.File => (byte)'0',
        TarEntryKind.HardLink => (byte)'1',
        TarEntryKind.SymbolicLink => (byte)'2',
        TarEntryKind.Directory => (byte)'5',
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Prefix and name of a path that ustar can hold; a null name for one it cannot.</summary>
    private static (string Prefix, string? Name) Split(string path)
    {
        if (!IsAscii(path))
        {
            return ("", null);
        }

        if (path.Length <= NameSize)
        {
            return ("", path);
        }

        var length = path.Length;
        if (length > PrefixSize + 1)
        {
            length = PrefixSize + 1;
        }
        else if (path[length - 1] == '/')
        {
            length--;
        }

        var slash = path.LastIndexOf('/', length - 1);
        var nameLength = path.Length - slash - 1;
        return slash <= 0 || nameLength > NameSize || nameLength == 0 || slash > PrefixSize
            ? ("", null)
            : (path[..slash], path[(slash + 1)..]);
    }

    private static void Text(Span<byte> field, string text)
    {
        for (var i = 0; i < Math.Min(text.Length, field.Length); i++)
        {
            field[i] = (byte)text[i];
        }

        // A name that is cut behind a slash would look like a directory to old readers, so the slashes go.
        if (text.Length > field.Length && field[^1] == '/')
        {
            var end = field.Length;
            while (end > 0 && field[end - 1] == '/')
            {
                end--;
            }

            field[end] = 0;
        }
    }

    private static void Octal(Span<byte> field, long value)
    {
        field[^1] = 0;
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }

    /// <summary>A record starts with its own length, which counts itself.</summary>
    private static string Record(string key, string value)
    {
        var rest = Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value) + 3;
        var length = rest + Digits(rest);
        length = rest + Digits(length);
        return string.Create(CultureInfo.InvariantCulture, $"{length} {key}={value}\n");
    }

    private static int Digits(int value) => value.ToString(CultureInfo.InvariantCulture).Length;

    private static bool IsAscii(string text) => text.AsSpan().IndexOfAnyExceptInRange('\u0001', '\u007f') < 0;

    private static string ToAscii(string text) =>
        IsAscii(text) ? text : string.Concat(text.Where(c => c is > '\0' and < '\u0080'));
}
