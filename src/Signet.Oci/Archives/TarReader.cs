using System.Buffers;
using System.Globalization;
using System.Text;

namespace Signet.Oci.Archives;

/// <summary>
/// Reads a tar archive entry by entry (POSIX ustar and PAX, GNU long names), with every length bounded. What it does not
/// understand it refuses: two readers that differ about an archive are an attacker's tool.
/// </summary>
public sealed class TarReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly Stream _archive;
    private readonly OciLimits _limits;
    private readonly byte[] _block = new byte[TarHeader.BlockSize];
    private long _position;
    private long _left;
    private int _padding;
    private int _entries;

    /// <summary>A reader of an archive that is not compressed.</summary>
    /// <param name="archive">Read from its position on; stays open.</param>
    /// <param name="limits"><see cref="OciLimits.ArchiveEntries"/> and <see cref="OciLimits.ArchiveHeaderBytes"/> hold.</param>
    public TarReader(Stream archive, OciLimits limits)
    {
        ArgumentNullException.ThrowIfNull(archive);
        ArgumentNullException.ThrowIfNull(limits);
        (_archive, _limits) = (archive, limits);
    }

    /// <summary>The next entry; null at the end. What is left of the content of the last one is passed over.</summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.Malformed"/>: not a tar archive, or damaged. <see cref="OciError.LimitExceeded"/>.
    /// </exception>
    public async Task<TarEntry?> NextAsync(CancellationToken cancellationToken = default)
    {
        string? longName = null;
        string? longLink = null;
        var extended = new Dictionary<string, string>(StringComparer.Ordinal);
        while (true)
        {
            await SkipAsync(_left + _padding, cancellationToken).ConfigureAwait(false);
            (_left, _padding) = (0, 0);
            if (!await FillBlockAsync(cancellationToken).ConfigureAwait(false) || !_block.AsSpan().ContainsAnyExcept((byte)0))
            {
                return longName is null && longLink is null && extended.Count == 0
                    ? null
                    : throw Malformed("it ends after a header that belongs to a further entry");
            }

            if (++_entries > _limits.ArchiveEntries)
            {
                throw new OciException(
                    OciError.LimitExceeded, $"the archive has more than the limit of {_limits.ArchiveEntries} entries");
            }

            CheckSum();
            var size = Number(_block.AsSpan(124, 12), "size");
            switch ((char)_block[156])
            {
                case 'x':
                    ReadRecords(await ReadTextAsync(size, cancellationToken).ConfigureAwait(false), extended);
                    continue;
                case 'g':
                    await ReadTextAsync(size, cancellationToken).ConfigureAwait(false); // Says nothing that is needed.
                    continue;
                case 'L':
                    longName = (await ReadTextAsync(size, cancellationToken).ConfigureAwait(false)).TrimEnd('\0');
                    continue;
                case 'K':
                    longLink = (await ReadTextAsync(size, cancellationToken).ConfigureAwait(false)).TrimEnd('\0');
                    continue;
                case 'S':
                    throw new OciException(OciError.Unsupported, "the archive has a sparse file, which only GNU tar reads");
            }

            return Entry(size, longName, longLink, extended);
        }
    }

    /// <summary>Reads from the content of the current entry; 0 at its end.</summary>
    /// <exception cref="OciException"><see cref="OciError.Malformed"/>: the archive ends before.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        var wanted = buffer[..(int)Math.Min(buffer.Length, _left)];
        var read = await _archive.ReadAsync(wanted, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            throw Malformed("it ends in the middle of a file");
        }

        _left -= read;
        _position += read;
        return read;
    }

    private TarEntry Entry(long size, string? longName, string? longLink, Dictionary<string, string> extended)
    {
        if (extended.TryGetValue("size", out var sizeText))
        {
            size = long.TryParse(sizeText, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                ? value
                : throw Malformed("an extended header states no valid size");
        }

        if (size > long.MaxValue - TarHeader.BlockSize)
        {
            // With its padding it would be a negative one.
            throw Malformed("a header states no valid size");
        }

        var name = extended.GetValueOrDefault("path") ?? longName ?? HeaderName();
        var kind = (char)_block[156] switch
        {
            '\0' or '0' or '7' => name.EndsWith('/') ? TarEntryKind.Directory : TarEntryKind.File,
            '1' => TarEntryKind.HardLink,
            '2' => TarEntryKind.SymbolicLink,
            '5' => TarEntryKind.Directory,
            _ => TarEntryKind.Special,
        };
        _left = kind == TarEntryKind.File || (kind == TarEntryKind.Special && _block[156] is not ((byte)'3' or (byte)'4' or (byte)'6'))
            ? size
            : 0;
        _padding = TarHeader.Padding(_left);
        return new TarEntry
        {
            Name = name,
            Kind = kind,
            Size = _left,
            Mode = (int)(Number(_block.AsSpan(100, 8), "mode") & 0xFFF),
            Modified = Modified(extended),
            LinkName = extended.GetValueOrDefault("linkpath") ?? longLink ?? HeaderText(157, 100),
            Offset = _position,
        };
    }

    private string HeaderName()
    {
        var name = HeaderText(0, 100);

        // Only POSIX archives have a prefix; GNU's have other things there.
        return _block.AsSpan(257, 6).SequenceEqual("ustar\0"u8) && HeaderText(345, 155) is { Length: > 0 } prefix
            ? $"{prefix}/{name}"
            : name;
    }

    // A fraction of a second is not kept: file systems differ in it.
    private long Modified(Dictionary<string, string> extended) =>
        !extended.TryGetValue("mtime", out var text) ? Number(_block.AsSpan(136, 12), "modification time")
            : decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var time)
                && Math.Abs(time) < 1e15m ? (long)Math.Floor(time)
            : throw Malformed("an extended header states no valid modification time");

    private static void ReadRecords(string text, Dictionary<string, string> records)
    {
        var bytes = StrictUtf8.GetBytes(text).AsSpan();
        while (!bytes.IsEmpty)
        {
            var space = bytes.IndexOf((byte)' ');
            if (space is <= 0 or > 9
                || !int.TryParse(bytes[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= space + 1 || length > bytes.Length || bytes[length - 1] != '\n')
            {
                throw Malformed("an extended header is damaged");
            }

            var record = bytes[(space + 1)..(length - 1)];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0)
            {
                throw Malformed("an extended header is damaged");
            }

            var key = StrictUtf8.GetString(record[..equals]);
            if (key.StartsWith("GNU.sparse.", StringComparison.Ordinal))
            {
                throw new OciException(OciError.Unsupported, "the archive has a sparse file, which only GNU tar reads");
            }

            records[key] = StrictUtf8.GetString(record[(equals + 1)..]);
            bytes = bytes[length..];
        }
    }

    private async Task<string> ReadTextAsync(long size, CancellationToken cancellationToken)
    {
        if (size > _limits.ArchiveHeaderBytes)
        {
            throw new OciException(
                OciError.LimitExceeded,
                $"the archive has an extended header of {size} bytes, the limit is {_limits.ArchiveHeaderBytes}");
        }

        var bytes = new byte[size];
        (_left, _padding) = (size, TarHeader.Padding(size));
        for (var at = 0; at < bytes.Length;)
        {
            at += await ReadAsync(bytes.AsMemory(at), cancellationToken).ConfigureAwait(false);
        }

        return Decode(bytes);
    }

    private void CheckSum()
    {
        long sum = 8 * ' ';
        for (var i = 0; i < _block.Length; i++)
        {
            sum += i is >= 148 and < 156 ? 0 : _block[i];
        }

        if (sum != TryNumber(_block.AsSpan(148, 8)))
        {
            throw Malformed("a header's checksum is wrong: it is damaged, compressed, or no tar archive");
        }
    }

    private static long Number(ReadOnlySpan<byte> field, string what) =>
        TryNumber(field) ?? throw Malformed($"a header states no valid {what}");

    /// <summary>
    /// A number in octal digits, or, after a first byte of 0x80, in bytes with the highest first, GNU's form for large ones; null
    /// when it is neither, or too large.
    /// </summary>
    private static long? TryNumber(ReadOnlySpan<byte> field) =>
        field[0] == 0x80 ? TryNumber(field[1..], 0, 8) : TryNumber(field.Trim(" \0"u8), (byte)'0', 3);

    private static long? TryNumber(ReadOnlySpan<byte> digits, byte zero, int bits)
    {
        long number = 0;
        foreach (var digit in digits)
        {
            if (digit < zero || digit - zero >= 1 << bits || number > long.MaxValue >> bits)
            {
                return null;
            }

            number = (number << bits) | (uint)(digit - zero);
        }

        return number;
    }

    private string HeaderText(int start, int length)
    {
        var field = _block.AsSpan(start, length);
        var end = field.IndexOf((byte)0);
        return Decode(end < 0 ? field : field[..end]);
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new OciException(OciError.Malformed, "the archive is malformed: a name in it is not UTF-8", e);
        }
    }

    private async Task<bool> FillBlockAsync(CancellationToken cancellationToken)
    {
        var read = await _archive.ReadAtLeastAsync(_block, _block.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        _position += read;
        return read == _block.Length || (read == 0 ? false : throw Malformed("it ends in the middle of a header"));
    }

    private async Task SkipAsync(long count, CancellationToken cancellationToken)
    {
        _position += count;
        if (_archive.CanSeek)
        {
            if (count > _archive.Length - _archive.Position)
            {
                throw Malformed("it ends in the middle of a file");
            }

            _archive.Seek(count, SeekOrigin.Current);
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (count > 0)
            {
                var read = await _archive.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, count)), cancellationToken)
                    .ConfigureAwait(false);
                count -= read > 0 ? read : throw Malformed("it ends in the middle of a file");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static OciException Malformed(string what) => new(OciError.Malformed, $"the archive is malformed: {what}");
}
