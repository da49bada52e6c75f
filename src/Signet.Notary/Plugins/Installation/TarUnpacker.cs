using System.IO.Compression;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// Takes the files of a compressed tar archive, at any depth, under their last name; links, devices and directories are
/// passed over (attack H2).
/// </summary>
/// <remarks>
/// The class library's reader takes extended headers into memory by the size they claim. Sparse files are refused: their
/// content is not what is in the archive.
/// </remarks>
internal sealed class TarUnpacker
{
    /// <summary>Bytes of an extended header or long name; a name has 255, and times and owners some hundred.</summary>
    private const int MaxExtensionBytes = 64 * 1024;

    private readonly Stream _tar;
    private readonly PackageFolder _folder;
    private readonly byte[] _block = new byte[TarHeader.BlockBytes];
    private int _entries;

    private TarUnpacker(Stream tar, PackageFolder folder)
    {
        _tar = tar;
        _folder = folder;
    }

    /// <summary>Writes the files.</summary>
    /// <exception cref="PluginInstallException">It is no such archive, or breaks a rule.</exception>
    public static async Task UnpackAsync(Stream archive, PackageFolder folder, CancellationToken cancellationToken)
    {
        // What is passed over counts too: it costs the same time.
        const long MaxBytes = NotaryLimits.PluginPackageBytes + (NotaryLimits.PluginPackageEntries * 4L * TarHeader.BlockBytes);
        await using var unpacked = new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true);
        await using var tar = new BoundedStream(unpacked, MaxBytes, () => PackageBytes.LimitReached("total file size"));
        try
        {
            await new TarUnpacker(tar, folder).UnpackAsync(cancellationToken);
            // To the end, where the checksum of the compression is.
            await PackageBytes.CopyAsync(tar, Stream.Null, _ => { }, cancellationToken);
        }
        catch (InvalidDataException e)
        {
            throw new PluginInstallException(PluginInstallFault.Archive, $"gzip: unexpected EOF or damaged archive: {e.Message}", e);
        }
        catch (EndOfStreamException e)
        {
            throw new PluginInstallException(PluginInstallFault.Archive, "unexpected EOF", e);
        }
    }

    private async Task UnpackAsync(CancellationToken cancellationToken)
    {
        string? longName = null;
        while (await ReadHeaderAsync(cancellationToken) is { } header)
        {
            switch (header.Type)
            {
                case TarHeader.LongName:
                    longName = TarExtensions.ReadLongName(await ReadExtensionAsync(header, cancellationToken));
                    continue;
                case TarHeader.Extended:
                    longName = TarExtensions.FindName(await ReadExtensionAsync(header, cancellationToken)) ?? longName;
                    continue;
                case TarHeader.GlobalExtended or TarHeader.LongLink:
                    await SkipContentAsync(header, cancellationToken);
                    continue;
            }

            await TakeAsync(longName is null ? header : header with { Name = longName }, cancellationToken);
            longName = null;
        }
    }

    private async Task TakeAsync(TarHeader entry, CancellationToken cancellationToken)
    {
        PackageNames.Check("tar.gz", entry.Name);
        if (entry.Type == TarHeader.Sparse)
        {
            throw TarExtensions.Sparse(entry.Name);
        }

        if (!entry.IsRegular)
        {
            await SkipContentAsync(entry, cancellationToken);
            return;
        }

        var left = new BoundedStream(_tar, entry.Bytes);
        var written = 0L;
        await _folder.AddAsync(
            entry.Name[(entry.Name.LastIndexOf('/') + 1)..],
            entry.Mode,
            (file, count) => PackageBytes.CopyAsync(
                left,
                file,
                piece =>
                {
                    count(piece);
                    written += piece.Length;
                },
                cancellationToken));
        if (written < entry.Bytes)
        {
            throw new EndOfStreamException();
        }

        await SkipAsync(Padding(entry.Bytes), cancellationToken);
    }

    /// <summary>The next header; null at the end, which is a block of zeros or no block.</summary>
    private async Task<TarHeader?> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        var read = await _tar.ReadAtLeastAsync(_block, _block.Length, throwOnEndOfStream: false, cancellationToken);
        if (read > 0 && read < _block.Length)
        {
            throw new EndOfStreamException();
        }

        if (read == 0 || _block.AsSpan().IndexOfAnyExcept((byte)0) < 0)
        {
            return null;
        }

        return ++_entries <= NotaryLimits.PluginPackageEntries
            ? TarHeader.Read(_block)
            : throw new PluginInstallException(
                PluginInstallFault.Archive,
                $"the tar.gz archive has more than {NotaryLimits.PluginPackageEntries} entries");
    }

    private async Task<byte[]> ReadExtensionAsync(TarHeader header, CancellationToken cancellationToken)
    {
        if (header.Bytes > MaxExtensionBytes)
        {
            throw TarHeader.Invalid($"an extended header has {header.Bytes} bytes; at most {MaxExtensionBytes} are read");
        }

        var content = new byte[header.Bytes];
        await _tar.ReadExactlyAsync(content, cancellationToken);
        await SkipAsync(Padding(header.Bytes), cancellationToken);
        return content;
    }

    private Task SkipContentAsync(TarHeader header, CancellationToken cancellationToken) =>
        SkipAsync(header.Bytes + Padding(header.Bytes), cancellationToken);

    private async Task SkipAsync(long bytes, CancellationToken cancellationToken)
    {
        var left = bytes;
        var buffer = new byte[Math.Min(left, 64 * 1024)];
        while (left > 0)
        {
            var read = await _tar.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellationToken);
            left -= read > 0 ? read : throw new EndOfStreamException();
        }
    }

    /// <summary>Content is filled up to whole blocks.</summary>
    private static long Padding(long bytes) => (TarHeader.BlockBytes - (bytes % TarHeader.BlockBytes)) % TarHeader.BlockBytes;
}
