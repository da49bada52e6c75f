using System.Formats.Asn1;

namespace Signet.Signatures.Revocation.Crl;

/// <summary>Which certificates a list is about (issuingDistributionPoint, RFC 5280 §5.2.5).</summary>
internal sealed record CrlScope
{
    private static readonly Asn1Tag NameTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag ReasonsTag = new(TagClass.ContextSpecific, 3);

    /// <summary>DER of the extension, by which the scopes of list and delta are compared.</summary>
    public required ReadOnlyMemory<byte> Encoded { get; init; }

    /// <summary>URIs of the distribution point; null when the list names none.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }

    /// <summary>Only certificates that are no authority's.</summary>
    public bool OnlyUserCertificates { get; init; }

    /// <summary>Only certificates of authorities.</summary>
    public bool OnlyAuthorityCertificates { get; init; }

    /// <summary>Reasons for which the list has entries.</summary>
    public CrlReasons Reasons { get; init; } = CrlReasons.All;

    /// <summary>Entries may be about certificates of other issuers.</summary>
    public bool IsIndirect { get; init; }

    /// <summary>Only attribute certificates.</summary>
    public bool OnlyAttributeCertificates { get; init; }

    /// <exception cref="AsnContentException">The extension is not well formed.</exception>
    public static CrlScope Read(ReadOnlyMemory<byte> extension)
    {
        var outer = new AsnReader(extension, AsnEncodingRules.DER);
        var point = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        // Members in their order; a braced initializer is evaluated from top to bottom.
        var scope = new CrlScope
        {
            Encoded = extension,
            Addresses = Next(point, NameTag) ? CrlDistributionPoints.ReadName(point.ReadSequence(NameTag)) : null,
            OnlyUserCertificates = ReadFlag(point, 1),
            OnlyAuthorityCertificates = ReadFlag(point, 2),
            Reasons = Next(point, ReasonsTag) ? CrlDistributionPoints.ReadReasons(point, ReasonsTag) : CrlReasons.All,
            IsIndirect = ReadFlag(point, 4),
            OnlyAttributeCertificates = ReadFlag(point, 5),
        };
        point.ThrowIfNotEmpty();
        return scope;
    }

    private static bool ReadFlag(AsnReader reader, int number)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, number);
        return Next(reader, tag) && reader.ReadBoolean(tag);
    }

    private static bool Next(AsnReader reader, Asn1Tag tag) =>
        reader.HasData && reader.PeekTag().HasSameClassAndValue(tag);
}
