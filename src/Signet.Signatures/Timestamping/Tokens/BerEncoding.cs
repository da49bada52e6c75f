using System.Formats.Asn1;
using System.Numerics;

namespace Signet.Signatures.Timestamping.Tokens;

/// <summary>
/// BER from outside (X.690, section 8). RFC 3161 wants DER, and authorities send BER all the same: indefinite lengths,
/// strings in pieces. Everything is walked once for depth and count before any reader looks at it.
/// </summary>
internal static class BerEncoding
{
    private const byte True = 0xFF;

    /// <summary>Refuses what nests too deep, has too many values, or does not add up. Nothing may follow the first value.</summary>
    /// <exception cref="AsnContentException">It is refused.</exception>
    public static void Check(ReadOnlySpan<byte> encoded)
    {
        var left = SignatureLimits.TimestampValues;
        var length = CheckValue(encoded, depth: 1, ref left);
        if (length != encoded.Length)
        {
            throw new AsnContentException($"{encoded.Length - length} bytes follow its end");
        }
    }

    /// <summary>
    /// The same value in DER. The order of sets stays: what a signer hashed was in the signer's order, names included.
    /// </summary>
    /// <param name="encoded">One value that <see cref="Check"/> let pass.</param>
    /// <exception cref="AsnContentException">It has a kind of string in pieces that nobody makes.</exception>
    public static byte[] ToDer(ReadOnlySpan<byte> encoded)
    {
        var tag = ReadValue(encoded, out var offset, out var length, out _);
        var content = encoded.Slice(offset, length);
        if (!tag.IsConstructed)
        {
            return tag.HasSameClassAndValue(Asn1Tag.Boolean) && content is not [0] and not [True]
                ? Wrap(tag, [True])
                : Wrap(tag, content);
        }

        if (tag.HasSameClassAndValue(Asn1Tag.PrimitiveOctetString))
        {
            return Wrap(Asn1Tag.PrimitiveOctetString, AsnDecoder.ReadOctetString(encoded, AsnEncodingRules.BER, out _));
        }

        if (tag.TagClass == TagClass.Universal && tag.TagValue is not ((int)UniversalTagNumber.Sequence or (int)UniversalTagNumber.Set))
        {
            throw new AsnContentException($"a value of type {(UniversalTagNumber)tag.TagValue} is in pieces");
        }

        var parts = new List<byte>(content.Length);
        while (!content.IsEmpty)
        {
            ReadValue(content, out _, out _, out var consumed);
            parts.AddRange(ToDer(content[..consumed]));
            content = content[consumed..];
        }

        return Wrap(tag, parts.ToArray());
    }

    private static int CheckValue(ReadOnlySpan<byte> encoded, int depth, ref int left)
    {
        if (--left < 0)
        {
            throw new AsnContentException($"it has more than {SignatureLimits.TimestampValues} values");
        }

        if (depth > SignatureLimits.TimestampDepth)
        {
            throw new AsnContentException($"it nests more than {SignatureLimits.TimestampDepth} deep");
        }

        var tag = ReadValue(encoded, out var offset, out var length, out var consumed);
        if (tag.IsConstructed)
        {
            var content = encoded.Slice(offset, length);
            while (!content.IsEmpty)
            {
                content = content[CheckValue(content, depth + 1, ref left)..];
            }
        }

        return consumed;
    }

    private static Asn1Tag ReadValue(ReadOnlySpan<byte> encoded, out int offset, out int length, out int consumed)
    {
        AsnDecoder.ReadEncodedValue(encoded, AsnEncodingRules.BER, out offset, out length, out consumed);
        return Asn1Tag.Decode(encoded, out _);
    }

    private static byte[] Wrap(Asn1Tag tag, ReadOnlySpan<byte> content)
    {
        var head = new byte[tag.CalculateEncodedSize() + 1 + sizeof(int)];
        var size = tag.Encode(head);
        if (content.Length < 0x80)
        {
            head[size++] = (byte)content.Length;
        }
        else
        {
            var bytes = 4 - (BitOperations.LeadingZeroCount((uint)content.Length) / 8);
            head[size++] = (byte)(0x80 | bytes);
            for (var i = bytes - 1; i >= 0; i--)
            {
                head[size++] = (byte)(content.Length >> (8 * i));
            }
        }

        return [.. head.AsSpan(0, size), .. content];
    }
}
