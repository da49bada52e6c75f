using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Signet.TestKit.Archives;

namespace Signet.Notary.Tests.Plugins.Installation;

/// <summary>Writes compressed tar archives: entries of the class library's writer, and headers that lie.</summary>
internal static class RawTar
{
    public const UnixFileMode Executable = (UnixFileMode)0x1ED; // 0755

    public static byte[] Of(params TarEntry[] entries)
    {
        using var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        return Zip(tar.ToArray());
    }

    public static TarEntry File(string name, string text, UnixFileMode mode = Executable, TarEntryFormat format = TarEntryFormat.Ustar)
    {
        TarEntry entry = format switch
        {
            TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
            TarEntryFormat.Gnu => new GnuTarEntry(TarEntryType.RegularFile, name),
            TarEntryFormat.V7 => new V7TarEntry(TarEntryType.V7RegularFile, name),
            _ => new PaxTarEntry(TarEntryType.RegularFile, name),
        };
        entry.Mode = mode;
        entry.DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return entry;
    }

    public static TarEntry Link(string name, TarEntryType type, string target) =>
        new UstarTarEntry(type, name) { LinkName = target, Mode = Executable };

    public static TarEntry Special(string name, TarEntryType type) => type == TarEntryType.CharacterDevice
        ? new UstarTarEntry(type, name) { Mode = Executable, DeviceMajor = 1, DeviceMinor = 3 }
        : new UstarTarEntry(type, name) { Mode = Executable };

    /// <summary>A header of its own making, with a right checksum.</summary>
    public static byte[] Header(string name, char type, string size, string mode = "0000755", string magic = "ustar\000")
    {
        var block = new byte[512];
        Put(0, name);
        Put(100, mode);
        Put(124, size);
        Put(257, magic);
        block[156] = (byte)type;
        TarMutation.SetChecksum(block);
        return block;

        void Put(int at, string text) => Encoding.Latin1.GetBytes(text).CopyTo(block, at);
    }

    public static byte[] Padded(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. bytes, .. new byte[(512 - (bytes.Length % 512)) % 512]];
    }

    public static byte[] Zip(params byte[][] blocks)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var block in blocks)
            {
                gzip.Write(block);
            }
        }

        return compressed.ToArray();
    }
}
