using System.Buffers.Binary;
using System.IO.Compression;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// Takes the files at the top of a zip archive; directories and what is in them are passed over, as are links. What an
/// entry says of its size and checksum must hold (attack H2).
/// </summary>
internal static class ZipUnpacker
{
    private const uint HeaderSignature = 0x04034b50;
    private const int HeaderBytes = 30;
    private const ushort EncryptedFlag = 1;
    private const ushort Stored = 0;
    private const ushort Deflated = 8;

    /// <summary>Writes the files.</summary>
    /// <exception cref="PluginInstallException">It is no such archive, or breaks a rule.</exception>
    public static async Task UnpackAsync(Stream archive, PackageFolder folder, CancellationToken cancellationToken)
    {
        var entries = await ZipDirectory.ReadAsync(archive, cancellationToken);
        foreach (var entry in entries.Where(e => e.IsRegular && !e.Name.Contains('/', StringComparison.Ordinal)))
        {
            var start = await FindContentAsync(archive, entry, cancellationToken);
            await folder.AddAsync(
                entry.Name, entry.Mode, (file, count) => WriteAsync(archive, entry, start, file, count, cancellationToken));
        }
    }

    /// <summary>Where the content starts, after an entry's own header, which must name the same file.</summary>
    private static async Task<long> FindContentAsync(Stream archive, ZipEntry entry, CancellationToken cancellationToken)
    {
        if ((entry.Flags & EncryptedFlag) != 0 || entry.Method is not (Stored or Deflated))
        {
            throw ZipDirectory.Invalid(
                $"{PluginText.Quoted(entry.Name)} is encrypted or compressed otherwise than by deflate");
        }

        if (entry.HeaderOffset + HeaderBytes + (long)entry.RawName.Length > archive.Length)
        {
            throw ZipDirectory.Invalid($"{PluginText.Quoted(entry.Name)} is not in it");
        }

        var header = await ZipDirectory.ReadAtAsync(
            archive, entry.HeaderOffset, HeaderBytes + entry.RawName.Length, cancellationToken);
        var start = entry.HeaderOffset + HeaderBytes
            + (long)BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26))
            + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        return BinaryPrimitives.ReadUInt32LittleEndian(header) == HeaderSignature
            && BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26)) == entry.RawName.Length
            && header.AsSpan(HeaderBytes).SequenceEqual(entry.RawName.Span)
            && start + entry.CompressedBytes <= archive.Length
                ? start
                : throw ZipDirectory.Invalid($"its directory and the header of {PluginText.Quoted(entry.Name)} differ");
    }

    private static async Task WriteAsync(
        Stream archive,
        ZipEntry entry,
        long start,
        Stream file,
        Action<ReadOnlyMemory<byte>> count,
        CancellationToken cancellationToken)
    {
        var crc = new Crc32();
        var written = 0L;
        await using var content = Open(archive, entry, start);
        try
        {
            await PackageBytes.CopyAsync(
                content,
                file,
                piece =>
                {
                    count(piece);
                    written += piece.Length;
                    crc.Add(piece.Span);
                    if (written > entry.Bytes)
                    {
                        throw ZipDirectory.Invalid(
                            $"{PluginText.Quoted(entry.Name)} has more than the {entry.Bytes} bytes it says");
                    }
                },
                cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw ZipDirectory.Invalid($"{PluginText.Quoted(entry.Name)} is damaged: {e.Message}", e);
        }

        if (written != entry.Bytes)
        {
            throw new PluginInstallException(
                PluginInstallFault.Archive,
                $"unexpected EOF: {PluginText.Quoted(entry.Name)} has {written} bytes and not the {entry.Bytes} it says");
        }

        if (crc.Value != entry.Crc)
        {
            throw new PluginInstallException(
                PluginInstallFault.Archive, $"zip: checksum error in {PluginText.Quoted(entry.Name)}");
        }
    }

    private static Stream Open(Stream archive, ZipEntry entry, long start)
    {
        archive.Position = start;
        var compressed = new BoundedStream(archive, entry.CompressedBytes);
        return entry.Method == Stored ? compressed : new DeflateStream(compressed, CompressionMode.Decompress);
    }
}
