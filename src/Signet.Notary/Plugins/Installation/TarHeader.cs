namespace Signet.Notary.Plugins.Installation;

/// <summary>One header block of a tar archive (POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar's departures).</summary>
/// <param name="Name">Name as it is written, without what an extended header says.</param>
/// <param name="Mode">Permissions.</param>
/// <param name="Bytes">Bytes of content that follow.</param>
/// <param name="Type">Type flag.</param>
internal sealed record TarHeader(string Name, UnixFileMode Mode, long Bytes, char Type)
{
    public const int BlockBytes = 512;

    public const char Extended = 'x';
    public const char GlobalExtended = 'g';
    public const char LongName = 'L';
    public const char LongLink = 'K';
    public const char Sparse = 'S';

    private const int ChecksumOffset = 148;
    private const int ChecksumBytes = 8;

    /// <summary>True for a file; old archives write it as 0, and a directory likewise with a slash at the end.</summary>
    public bool IsRegular => Type is '0' or '7' || (Type == '\0' && !Name.EndsWith('/'));

    /// <summary>Links, devices, directories and pipes have no content, whatever their size says.</summary>
    private static bool HasContent(char type) => type is not (>= '1' and <= '6');

    /// <summary>Reads a block that is not all zero.</summary>
    /// <exception cref="PluginInstallException">It is no header.</exception>
    public static TarHeader Read(ReadOnlySpan<byte> block)
    {
        if (Number(block.Slice(ChecksumOffset, ChecksumBytes)) != Sum(block))
        {
            throw Invalid("its checksum is wrong");
        }

        var type = (char)block[156];
        var size = Number(block.Slice(124, 12));
        var name = PackageNames.Decode("tar.gz", Text(block[..100]));
        // GNU's own format has other things where POSIX keeps the first part of a long name.
        if (block.Slice(257, 6).SequenceEqual("ustar\0"u8) && Text(block.Slice(345, 155)) is { Length: > 0 } prefix)
        {
            name = $"{PackageNames.Decode("tar.gz", prefix)}/{name}";
        }

        return size is not (>= 0 and { } bytes) ? throw Invalid("its size is no number")
            : bytes >= NotaryLimits.PluginPackageBytes ? throw PackageBytes.LimitReached("total file size")
            : new(
                name,
                (UnixFileMode)((Number(block.Slice(100, 8)) ?? 0) & UnixFileTypes.PermissionMask),
                HasContent(type) ? bytes : 0,
                type);
    }

    public static PluginInstallException Invalid(string why) =>
        new(PluginInstallFault.Archive, $"archive/tar: invalid tar header: {why}");

    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field) =>
        field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field;

    /// <summary>
    /// Octal digits, or, after a first byte of 0x80, bytes with the highest first, as GNU tar writes large numbers; null when
    /// neither, or too large.
    /// </summary>
    private static long? Number(ReadOnlySpan<byte> field) =>
        field[0] == 0x80 ? Number(field[1..], 0, 8) : Number(Text(field).Trim((byte)' '), (byte)'0', 3);

    private static long? Number(ReadOnlySpan<byte> digits, byte zero, int bits)
    {
        var value = 0L;
        foreach (var digit in digits)
        {
            if (digit < zero || digit - zero >= 1 << bits || value > long.MaxValue >> bits)
            {
                return null;
            }

            value = (value << bits) | (uint)(digit - zero);
        }

        return value;
    }

    /// <summary>The sum of all bytes, with those of the sum itself taken as blanks.</summary>
    private static long Sum(ReadOnlySpan<byte> block)
    {
        var sum = ChecksumBytes * (long)' ';
        for (var i = 0; i < block.Length; i++)
        {
            sum += i is >= ChecksumOffset and < ChecksumOffset + ChecksumBytes ? 0 : block[i];
        }

        return sum;
    }
}
