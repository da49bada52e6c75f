using System.Formats.Asn1;

namespace Signet.TestKit.Timestamping;

/// <summary>Writes DER as the loosest BER that says the same.</summary>
public static class LabBer
{
    /// <summary>Indefinite lengths, octet strings in two pieces, TRUE as 1; values among <paramref name="kept"/> stay as they are.</summary>
    public static byte[] Loosen(ReadOnlySpan<byte> der, IReadOnlyList<byte[]> kept)
    {
        ArgumentNullException.ThrowIfNull(kept);
        foreach (var value in kept)
        {
            if (der.SequenceEqual(value))
            {
                return value;
            }
        }

        AsnDecoder.ReadEncodedValue(der, AsnEncodingRules.BER, out var offset, out var length, out _);
        var tag = Asn1Tag.Decode(der, out var tagBytes);
        var content = der.Slice(offset, length);
        if (tag == Asn1Tag.PrimitiveOctetString)
        {
            var half = length / 2;
            return [0x24, 0x80, .. Piece(content[..half]), .. Piece(content[half..]), 0, 0];
        }

        if (!tag.IsConstructed)
        {
            return tag == Asn1Tag.Boolean && content is [0xFF] ? [1, 1, 1] : der.ToArray();
        }

        List<byte> loose = [.. der[..tagBytes], 0x80];
        while (!content.IsEmpty)
        {
            AsnDecoder.ReadEncodedValue(content, AsnEncodingRules.BER, out _, out _, out var consumed);
            loose.AddRange(Loosen(content[..consumed], kept));
            content = content[consumed..];
        }

        return [.. loose, 0, 0];
    }

    /// <summary>A piece of a string with a length longer than it needs to be.</summary>
    private static byte[] Piece(ReadOnlySpan<byte> content) =>
        [4, 0x83, 0, (byte)(content.Length >> 8), (byte)content.Length, .. content];
}
