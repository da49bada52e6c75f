using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Signet.Signatures.Cbor;

/// <summary>
/// Reads the part of CBOR (RFC 8949) that COSE signatures are made of, and refuses the rest: indefinite lengths,
/// arguments not in their shortest form, reserved additional information, invalid UTF-8, and what goes beyond
/// <see cref="SignatureLimits.CborDepth"/> and <see cref="SignatureLimits.CborItems"/>.
/// </summary>
/// <remarks>
/// RFC 9052 lets a verifier take longer forms, but every encoder known to sign for the Notary Project writes the
/// shortest one, and with a single form for each key two equal keys are two equal runs of bytes.
/// </remarks>
internal ref struct CborReader(ReadOnlySpan<byte> data)
{
    private const int Unsigned = 0, Negative = 1, Bytes = 2, Text = 3, Array = 4, Map = 5, Tag = 6, Other = 7;

    private readonly ReadOnlySpan<byte> _data = data;

    public int Position { get; private set; }

    public readonly bool AtEnd => Position == _data.Length;

    public readonly CborKind PeekKind()
    {
        if (AtEnd)
        {
            throw new CborFormatException(Position, "the data ends where an item is due");
        }

        var initial = _data[Position];
        return (initial >> 5) switch
        {
            Unsigned or Negative => CborKind.Integer,
            Bytes => CborKind.ByteString,
            Text => CborKind.TextString,
            Array => CborKind.Array,
            Map => CborKind.Map,
            Tag => CborKind.Tag,
            _ => (initial & 0x1F) switch
            {
                20 or 21 => CborKind.Boolean,
                22 => CborKind.Null,
                25 or 26 or 27 => CborKind.Float,
                _ => CborKind.Simple,
            },
        };
    }

    /// <summary>Reads an integer; one outside the range of <see cref="long"/> is a fault.</summary>
    public long ReadInteger()
    {
        var start = Position;
        var (major, argument) = ReadHead();
        if (major is not (Unsigned or Negative))
        {
            throw Unexpected(start, "an integer");
        }

        return argument > long.MaxValue
            ? throw new CborFormatException(start, "an integer beyond 64 signed bits")
            : major == Unsigned ? (long)argument : -1 - (long)argument;
    }

    public ReadOnlySpan<byte> ReadByteString()
    {
        var start = Position;
        var (major, length) = ReadHead();
        return major == Bytes ? Take(length) : throw Unexpected(start, "a byte string");
    }

    public string ReadTextString()
    {
        var start = Position;
        var (major, length) = ReadHead();
        return major == Text ? Encoding.UTF8.GetString(TakeText(length)) : throw Unexpected(start, "a text string");
    }

    /// <summary>Reads the head of an array and returns the number of items that follow.</summary>
    public int ReadArrayHead()
    {
        var start = Position;
        var (major, count) = ReadHead();
        return major == Array ? CheckCount(start, count, 1) : throw Unexpected(start, "an array");
    }

    /// <summary>Reads the head of a map and returns the number of pairs that follow.</summary>
    public int ReadMapHead()
    {
        var start = Position;
        var (major, count) = ReadHead();
        return major == Map ? CheckCount(start, count, 2) : throw Unexpected(start, "a map");
    }

    public ulong ReadTag()
    {
        var start = Position;
        var (major, tag) = ReadHead();
        return major == Tag ? tag : throw Unexpected(start, "a tag");
    }

    public bool ReadBoolean()
    {
        var start = Position;
        var (major, value) = ReadHead();
        return major == Other && value is 20 or 21
            ? value == 21
            : throw Unexpected(start, "a boolean");
    }

    public void ReadNull()
    {
        if (AtEnd || _data[Position] != 0xF6)
        {
            throw Unexpected(Position, "null");
        }

        Position++;
    }

    /// <summary>Reads a half, single or double precision number.</summary>
    public double ReadFloat()
    {
        var start = Position;
        if (PeekKind() != CborKind.Float)
        {
            throw Unexpected(start, "a floating-point number");
        }

        Position++;
        return (_data[start] & 0x1F) switch
        {
            25 => (double)BinaryPrimitives.ReadHalfBigEndian(Take(2)),
            26 => BinaryPrimitives.ReadSingleBigEndian(Take(4)),
            _ => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        };
    }

    /// <summary>
    /// Reads one item of any kind with everything in it, checked to the bottom, and returns its encoding.
    /// </summary>
    /// <param name="allowTags">Whether tags may occur in it; Notary's envelopes have them in protected headers only.</param>
    public ReadOnlySpan<byte> ReadItem(bool allowTags)
    {
        var start = Position;
        Skip(allowTags, SignatureLimits.CborDepth);
        return _data[start..Position];
    }

    private void Skip(bool allowTags, int depthLeft)
    {
        var start = Position;
        if (depthLeft == 0)
        {
            throw new CborFormatException(start, $"nested more than {SignatureLimits.CborDepth} deep");
        }

        if (PeekKind() == CborKind.Float)
        {
            _ = ReadFloat();
            return;
        }

        var (major, argument) = ReadHead();
        switch (major)
        {
            case Bytes:
                _ = Take(argument);
                break;
            case Text:
                _ = TakeText(argument);
                break;
            case Array:
                for (var left = CheckCount(start, argument, 1); left > 0; left--)
                {
                    Skip(allowTags, depthLeft - 1);
                }

                break;
            case Map:
                var keys = new CborKeySet();
                for (var left = CheckCount(start, argument, 2); left > 0; left--)
                {
                    _ = ReadKey(ref keys);
                    Skip(allowTags, depthLeft - 1);
                }

                break;
            case Tag:
                if (!allowTags)
                {
                    throw new CborFormatException(start, $"tag {argument} where no tag may stand");
                }

                Skip(allowTags, depthLeft - 1);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// Reads a map's key and returns its encoding. Keys are integers, text or byte strings; one that
    /// <paramref name="keys"/> has already is a fault.
    /// </summary>
    public ReadOnlySpan<byte> ReadKey(ref CborKeySet keys)
    {
        var start = Position;
        if (PeekKind() is not (CborKind.Integer or CborKind.TextString or CborKind.ByteString))
        {
            throw new CborFormatException(start, "a map's key is neither integer, text nor byte string");
        }

        Skip(allowTags: false, depthLeft: 1);
        var key = _data[start..Position];
        return keys.Add(key) ? key : throw new CborFormatException(start, "a key occurs twice in one map");
    }

    /// <summary>Says that nothing may follow.</summary>
    public readonly void ExpectEnd()
    {
        if (!AtEnd)
        {
            throw new CborFormatException(Position, "bytes follow the last item");
        }
    }

    private (int Major, ulong Argument) ReadHead()
    {
        var start = Position;
        if (AtEnd)
        {
            throw new CborFormatException(start, "the data ends where an item is due");
        }

        var initial = _data[Position++];
        var major = initial >> 5;
        var info = initial & 0x1F;
        ulong argument, least;
        switch (info)
        {
            case < 24:
                return (major, (ulong)info);
            case 24:
                (argument, least) = (Take(1)[0], 24);
                break;
            case 25:
                (argument, least) = (BinaryPrimitives.ReadUInt16BigEndian(Take(2)), 0x100);
                break;
            case 26:
                (argument, least) = (BinaryPrimitives.ReadUInt32BigEndian(Take(4)), 0x1_0000);
                break;
            case 27:
                (argument, least) = (BinaryPrimitives.ReadUInt64BigEndian(Take(8)), 0x1_0000_0000);
                break;
            case 31:
                throw new CborFormatException(start, "indefinite length");
            default:
                throw new CborFormatException(start, $"reserved additional information {info}");
        }

        if (major == Other)
        {
            // Simple values in two bytes start at 32 (RFC 8949, section 3.3); 25 to 27 are floats, read elsewhere.
            least = info == 24 ? 32UL : throw Unexpected(start, "something other than a floating-point number");
        }

        return argument >= least
            ? (major, argument)
            : throw new CborFormatException(start, "a number that is not in its shortest form");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(_data.Length - Position))
        {
            throw new CborFormatException(Position, $"{length} bytes are due, {_data.Length - Position} are left");
        }

        var taken = _data.Slice(Position, (int)length);
        Position += (int)length;
        return taken;
    }

    private ReadOnlySpan<byte> TakeText(ulong length)
    {
        var start = Position;
        var text = Take(length);
        return Utf8.IsValid(text) ? text : throw new CborFormatException(start, "text that is not valid UTF-8");
    }

    /// <summary>An array or map that announces more than may be, or more than the bytes can hold, is not begun.</summary>
    private readonly int CheckCount(int start, ulong count, uint itemsEach)
    {
        if (count > SignatureLimits.CborItems)
        {
            throw new CborFormatException(start, $"{count} items, more than {SignatureLimits.CborItems}");
        }

        return count * itemsEach <= (ulong)(_data.Length - Position)
            ? (int)count
            : throw new CborFormatException(start, $"{count} items are announced, the data is too short for them");
    }

    private readonly CborFormatException Unexpected(int start, string expected)
    {
        var found = start < _data.Length ? $"initial byte 0x{_data[start]:X2}" : "the end";
        return new(start, $"expected {expected}, found {found}");
    }
}
