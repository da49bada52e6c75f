using System.Formats.Asn1;

namespace Signet.Signatures.Revocation.Crl;

/// <summary>
/// Reads CRLDistributionPoints (RFC 5280 §4.2.1.13), which cRLDistributionPoints and freshestCRL share, and the parts that
/// issuingDistributionPoint has in common with it.
/// </summary>
internal static class CrlDistributionPoints
{
    private static readonly Asn1Tag NameTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag ReasonsTag = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag IssuerTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag FullNameTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag RelativeNameTag = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag UriTag = new(TagClass.ContextSpecific, 6);

    /// <summary>The points of one extension, each once, without what goes beyond the limit.</summary>
    /// <exception cref="AsnContentException">It is not well formed.</exception>
    public static IReadOnlyList<CrlDistributionPoint> Read(ReadOnlyMemory<byte> extension)
    {
        var outer = new AsnReader(extension, AsnEncodingRules.DER);
        var sequence = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        if (!sequence.HasData)
        {
            throw new AsnContentException("it has no distribution point");
        }

        var points = new List<CrlDistributionPoint>();
        while (sequence.HasData)
        {
            var point = ReadPoint(sequence.ReadSequence());
            if (points.Count < SignatureLimits.RevocationAddresses && !points.Exists(p => IsSame(p, point)))
            {
                points.Add(point);
            }
        }

        return points;
    }

    /// <summary>All addresses of one extension, each once, at most as many as are asked.</summary>
    /// <exception cref="AsnContentException">It is not well formed.</exception>
    public static IReadOnlyList<string> ReadAddresses(ReadOnlyMemory<byte> extension) =>
        [.. Read(extension).SelectMany(p => p.Addresses)
            .Distinct(StringComparer.Ordinal)
            .Take(SignatureLimits.RevocationAddresses)];

    /// <summary>
    /// DistributionPointName: the URIs of a full name. A name relative to the list's issuer has none; nobody resolves it
    /// without a directory.
    /// </summary>
    /// <exception cref="AsnContentException">It is not well formed.</exception>
    public static IReadOnlyList<string> ReadName(AsnReader wrapped)
    {
        var addresses = new List<string>();
        if (wrapped.PeekTag().HasSameClassAndValue(RelativeNameTag))
        {
            wrapped.ReadEncodedValue();
            wrapped.ThrowIfNotEmpty();
            return addresses;
        }

        var names = wrapped.ReadSequence(FullNameTag);
        wrapped.ThrowIfNotEmpty();
        while (names.HasData)
        {
            if (!names.PeekTag().HasSameClassAndValue(UriTag))
            {
                names.ReadEncodedValue();
                continue;
            }

            var address = names.ReadCharacterString(UniversalTagNumber.IA5String, UriTag);
            if (addresses.Count < SignatureLimits.RevocationAddresses && !addresses.Contains(address))
            {
                addresses.Add(address);
            }
        }

        return addresses;
    }

    /// <summary>ReasonFlags; bits that the RFC does not name cover nothing.</summary>
    /// <exception cref="AsnContentException">It is not well formed.</exception>
    public static CrlReasons ReadReasons(AsnReader reader, Asn1Tag tag)
    {
        var bits = reader.ReadBitString(out _, tag);
        var reasons = 0;
        for (var i = 0; i < bits.Length * 8 && i < 16; i++)
        {
            if ((bits[i / 8] & (0x80 >> (i % 8))) != 0)
            {
                reasons |= 1 << i;
            }
        }

        return (CrlReasons)reasons & CrlReasons.All;
    }

    private static CrlDistributionPoint ReadPoint(AsnReader point)
    {
        IReadOnlyList<string> addresses = [];
        var reasons = CrlReasons.All;
        var isIndirect = false;
        if (Next(point, NameTag))
        {
            addresses = ReadName(point.ReadSequence(NameTag));
        }

        if (Next(point, ReasonsTag))
        {
            reasons = ReadReasons(point, ReasonsTag);
        }

        if (Next(point, IssuerTag))
        {
            point.ReadSequence(IssuerTag);
            isIndirect = true;
        }

        point.ThrowIfNotEmpty();
        return new() { Addresses = addresses, Reasons = reasons, IsIndirect = isIndirect };
    }

    private static bool IsSame(CrlDistributionPoint one, CrlDistributionPoint other) =>
        one.Reasons == other.Reasons && one.IsIndirect == other.IsIndirect && one.Addresses.SequenceEqual(other.Addresses);

    private static bool Next(AsnReader reader, Asn1Tag tag) =>
        reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);
}
