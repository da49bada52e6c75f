using System.IO.Compression;
using System.Text;

namespace Signet.Notary.Tests.Plugins.Installation;

/// <summary>An entry, with what it says in place of the truth.</summary>
internal sealed record RawZipEntry(string Name, byte[] Content)
{
    public RawZipEntry(string name, string text)
        : this(name, Encoding.UTF8.GetBytes(text))
    {
    }

    /// <summary>Mode of Unix with the type of file; null for an archive of a system without.</summary>
    public int? Mode { get; init; } = 0x8000 | 0x1ED; // -rwxr-xr-x

    public ushort Method { get; init; } = 8;

    public ushort Flags { get; init; }

    public uint? Crc { get; init; }

    public int? Bytes { get; init; }

    public int? CompressedBytes { get; init; }

    public int? Offset { get; init; }

    public string? LocalName { get; init; }

    public byte[] Compress()
    {
        if (Method != 8)
        {
            return Content;
        }

        using var compressed = new MemoryStream();
        using (var deflate = new DeflateStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(Content);
        }

        return compressed.ToArray();
    }
}
