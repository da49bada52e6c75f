using System.IO.Compression;
using System.Text;

namespace Signet.Notary.Tests.Plugins.Installation;

/// <summary>Writes zip archives that may lie.</summary>
internal sealed class RawZip : IDisposable
{
    private readonly MemoryStream _archive = new();
    private readonly MemoryStream _directory = new();
    private int _count;

    public static byte[] Of(params RawZipEntry[] entries)
    {
        using var zip = new RawZip();
        foreach (var entry in entries)
        {
            zip.Add(entry);
        }

        return zip.Finish();
    }

    public void Dispose()
    {
        _archive.Dispose();
        _directory.Dispose();
    }

    /// <summary>The end record, with another number of entries if one is given.</summary>
    public byte[] Finish(int? count = null)
    {
        var offset = (int)_archive.Length;
        _archive.Write(_directory.ToArray());
        using var writer = new BinaryWriter(_archive, Encoding.UTF8, leaveOpen: true);
        writer.Write(0x06054b50);
        writer.Write(0);
        writer.Write((ushort)(count ?? _count));
        writer.Write((ushort)(count ?? _count));
        writer.Write((int)_directory.Length);
        writer.Write(offset);
        writer.Write((ushort)0);
        writer.Flush();
        return _archive.ToArray();
    }

    public void Add(RawZipEntry entry)
    {
        var data = entry.Compress();
        var (name, localName) = (Encoding.UTF8.GetBytes(entry.Name), Encoding.UTF8.GetBytes(entry.LocalName ?? entry.Name));
        var offset = (int)_archive.Length;
        using (var local = new BinaryWriter(_archive, Encoding.UTF8, leaveOpen: true))
        {
            local.Write(0x04034b50);
            WriteCommon(local, entry, data.Length);
            local.Write((ushort)localName.Length);
            local.Write((ushort)0);
            local.Write(localName);
            local.Write(data);
        }

        using var central = new BinaryWriter(_directory, Encoding.UTF8, leaveOpen: true);
        central.Write(0x02014b50);
        central.Write((ushort)(entry.Mode is null ? 20 : (3 << 8) | 20));
        WriteCommon(central, entry, data.Length);
        central.Write((ushort)name.Length);
        central.Write(0);
        central.Write(0);
        central.Write((entry.Mode ?? 0) << 16);
        central.Write(entry.Offset ?? offset);
        central.Write(name);
        _count++;
    }

    private static void WriteCommon(BinaryWriter writer, RawZipEntry entry, int compressed)
    {
        writer.Write((ushort)20);
        writer.Write(entry.Flags);
        writer.Write(entry.Method);
        writer.Write(0);
        writer.Write(entry.Crc ?? Crc(entry.Content));
        writer.Write(entry.CompressedBytes ?? compressed);
        writer.Write(entry.Bytes ?? entry.Content.Length);
    }

    private static uint Crc(byte[] content)
    {
        // By the class library's own writer, so that an error in ours is seen: after signature, versions, flags and time.
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var stream = zip.CreateEntry("x").Open();
            stream.Write(content);
        }

        using var read = new ZipArchive(archive, ZipArchiveMode.Read);
        return read.Entries[0].Crc32;
    }
}
