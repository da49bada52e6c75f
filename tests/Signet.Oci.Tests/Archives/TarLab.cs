using System.Buffers;
using System.IO.Compression;
using System.Text;
using Signet.Oci.Archives;
using Signet.TestKit.Archives;

namespace Signet.Oci.Tests.Archives;

/// <summary>Makes archives no archiver would make.</summary>
internal sealed class TarLab
{
    private readonly ArrayBufferWriter<byte> _archive = new();

    public static TarLab Of(params (TarEntryKind Kind, string Name, string Text)[] entries)
    {
        var lab = new TarLab();
        foreach (var (kind, name, text) in entries)
        {
            lab.Add(kind, name, text);
        }

        return lab;
    }

    /// <summary>An entry; the text is a file's content or a link's target.</summary>
    public TarLab Add(TarEntryKind kind, string name, string text = "", int mode = 0x1A4, byte? flag = null)
    {
        var content = kind == TarEntryKind.File ? Encoding.UTF8.GetBytes(text) : [];
        var header = TarHeader.Write(new TarEntry
        {
            Name = name,
            Kind = kind,
            Mode = mode,
            Size = content.Length,
            LinkName = kind is TarEntryKind.SymbolicLink or TarEntryKind.HardLink ? text : "",
            Modified = 1_600_000_000,
        });
        if (flag is { } other)
        {
            header[^356] = other;
            TarMutation.SetChecksum(header.AsSpan(header.Length - 512));
        }

        _archive.Write(header);
        _archive.Write(content);
        _archive.Write(new byte[TarHeader.Padding(content.Length)]);
        return this;
    }

    /// <summary>An extended header of a kind, with its text as it is.</summary>
    public TarLab Extend(char kind, string text) => Add(TarEntryKind.File, "extended", text, flag: (byte)kind);

    public TarLab Raw(byte[] bytes)
    {
        _archive.Write(bytes);
        return this;
    }

    /// <summary>A large file of zeros.</summary>
    public TarLab AddZeros(string name, int size) =>
        Raw(TarHeader.Write(new TarEntry { Name = name, Kind = TarEntryKind.File, Size = size })).Raw(new byte[size]);

    public byte[] Tar() => [.. _archive.WrittenSpan, .. TarHeader.End.Span];

    public byte[] Gzip() => Compress(Tar());

    public static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return compressed.ToArray();
    }
}
