using System.Buffers.Binary;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// Reads the directory at the end of a zip archive (APPNOTE.TXT, 4.3.12 and 4.3.16). The class library's reader takes the
/// directory into memory as a whole before it can be asked how large it is, and checks no checksums.
/// </summary>
/// <remarks>
/// Stricter than Go: nothing may follow the end record, the directory has exactly the entries it announces, and neither
/// zip64 nor several disks are taken; under 256 MiB nobody needs them.
/// </remarks>
internal static class ZipDirectory
{
    private const uint EntrySignature = 0x02014b50;
    private const uint EndSignature = 0x06054b50;
    private const int EntryBytes = 46;
    private const int EndBytes = 22;
    private const int MaxCommentBytes = ushort.MaxValue;

    /// <summary>Bytes of the directory: each entry has 46, its name, and seldom a hundred more.</summary>
    private const int MaxDirectoryBytes = 4 * 1024 * 1024;

    private const byte UnixHost = 3;
    private const byte MacHost = 19;

    /// <summary>All entries.</summary>
    /// <exception cref="PluginInstallException">It is no such archive, or breaks a rule.</exception>
    public static async Task<IReadOnlyList<ZipEntry>> ReadAsync(Stream archive, CancellationToken cancellationToken)
    {
        var tail = await ReadAtAsync(
            archive,
            Math.Max(0, archive.Length - EndBytes - MaxCommentBytes),
            (int)Math.Min(archive.Length, EndBytes + MaxCommentBytes),
            cancellationToken);
        var end = FindEnd(tail) is >= 0 and var at ? tail.AsMemory(at, EndBytes) : throw Invalid("it has no directory");
        var (count, size, offset) = ReadEnd(end.Span);
        if (offset + (long)size > archive.Length - (tail.Length - at))
        {
            throw Invalid("its directory is not where it says");
        }

        return ReadEntries(await ReadAtAsync(archive, offset, size, cancellationToken), count);
    }

    /// <summary>Reads a part of the archive that must be there.</summary>
    public static async Task<byte[]> ReadAtAsync(Stream archive, long offset, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        archive.Position = offset;
        await archive.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    public static PluginInstallException Invalid(string why, Exception? innerException = null) =>
        new(PluginInstallFault.Archive, $"zip: not a valid zip file: {why}", innerException);

    /// <summary>The last place where the end record fits, comment included.</summary>
    private static int FindEnd(ReadOnlySpan<byte> tail)
    {
        for (var at = tail.Length - EndBytes; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[at..]) == EndSignature
                && at + EndBytes + BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + 20)..]) == tail.Length)
            {
                return at;
            }
        }

        return -1;
    }

    private static (int Count, int Size, uint Offset) ReadEnd(ReadOnlySpan<byte> end)
    {
        var count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(end[4..]) != 0 || BinaryPrimitives.ReadUInt16LittleEndian(end[8..]) != count)
        {
            throw Invalid("it is a part of an archive of several");
        }

        return count > NotaryLimits.PluginPackageEntries || size > MaxDirectoryBytes
            ? throw new PluginInstallException(
                PluginInstallFault.Archive,
                $"the zip archive lists {count} entries in {size} bytes; at most {NotaryLimits.PluginPackageEntries} in "
                + $"{MaxDirectoryBytes} are taken")
            : (count, (int)size, BinaryPrimitives.ReadUInt32LittleEndian(end[16..]));
    }

    private static List<ZipEntry> ReadEntries(byte[] directory, int count)
    {
        var entries = new List<ZipEntry>(count);
        var at = 0;
        for (; entries.Count < count; at += EntryBytes + Tail(directory.AsSpan(at)))
        {
            var rest = directory.AsMemory(at);
            if (rest.Length < EntryBytes
                || BinaryPrimitives.ReadUInt32LittleEndian(rest.Span) != EntrySignature
                || rest.Length < EntryBytes + Tail(rest.Span))
            {
                throw Invalid($"entry {entries.Count + 1} of its directory is damaged");
            }

            entries.Add(ReadEntry(rest));
        }

        return at == directory.Length ? entries : throw Invalid("its directory has more than it says");
    }

    /// <summary>Bytes after the fixed part: name, extra fields, comment.</summary>
    private static int Tail(ReadOnlySpan<byte> entry) =>
        BinaryPrimitives.ReadUInt16LittleEndian(entry[28..])
        + BinaryPrimitives.ReadUInt16LittleEndian(entry[30..])
        + BinaryPrimitives.ReadUInt16LittleEndian(entry[32..]);

    private static ZipEntry ReadEntry(ReadOnlyMemory<byte> bytes)
    {
        var entry = bytes.Span;
        var rawName = bytes.Slice(EntryBytes, BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]));
        var name = PackageNames.Decode("zip", rawName.Span);
        PackageNames.Check("zip", name);
        var hasMode = entry[5] is UnixHost or MacHost;
        var attributes = BinaryPrimitives.ReadUInt16LittleEndian(entry[40..]);
        return new(
            name,
            rawName,
            !name.EndsWith('/') && (!hasMode || UnixFileTypes.IsRegular(attributes)),
            hasMode ? (UnixFileMode)(attributes & UnixFileTypes.PermissionMask) : UnixFileMode.None,
            BinaryPrimitives.ReadUInt16LittleEndian(entry[8..]),
            BinaryPrimitives.ReadUInt16LittleEndian(entry[10..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(entry[42..]));
    }
}
