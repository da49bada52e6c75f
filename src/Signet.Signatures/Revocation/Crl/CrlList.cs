using System.Formats.Asn1;
using System.Numerics;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Revocation.Crl;

/// <summary>
/// A revocation list (CertificateList, RFC 5280 §5.1), read from its DER without its entries: those stay bytes until one is
/// looked up, or a list of 32 MiB would become a million objects.
/// </summary>
internal sealed class CrlList
{
    private const int Version2 = 1;

    /// <summary>RFC 5280 §5.2.3: up to 20 octets; one more for a sign that some issuers need.</summary>
    private const int NumberBytes = 21;

    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag KeyIdentifierTag = new(TagClass.ContextSpecific, 0);

    private CrlList()
    {
    }

    /// <summary>The signed part, tag and length included.</summary>
    public required ReadOnlyMemory<byte> ToBeSigned { get; init; }

    /// <summary>How the list is signed.</summary>
    public required CertificateSignatureAlgorithm SignatureAlgorithm { get; init; }

    /// <summary>The issuer's signature.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>Issuer name, DER.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    /// <summary>When the list was made.</summary>
    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>When the next will be there at the latest; null when the list does not say.</summary>
    public required DateTimeOffset? NextUpdate { get; init; }

    /// <summary>Content of revokedCertificates; see <see cref="CrlEntries"/>.</summary>
    public required ReadOnlyMemory<byte> Entries { get; init; }

    /// <summary>cRLNumber (§5.2.3); null when absent.</summary>
    public BigInteger? Number { get; private set; }

    /// <summary>BaseCRLNumber of deltaCRLIndicator (§5.2.4); null for a complete list.</summary>
    public BigInteger? DeltaBase { get; private set; }

    /// <summary>issuingDistributionPoint; null when the list is about everything of its issuer.</summary>
    public CrlScope? Scope { get; private set; }

    /// <summary>keyIdentifier of authorityKeyIdentifier (§5.2.1); null when absent.</summary>
    public ReadOnlyMemory<byte>? AuthorityKeyId { get; private set; }

    /// <summary>Addresses of deltas (freshestCRL, §5.2.6).</summary>
    public IReadOnlyList<string> DeltaAddresses { get; private set; } = [];

    /// <summary>A critical extension that is not understood; a list that has one says something unknown (§5.2).</summary>
    public string? UnknownCriticalExtension { get; private set; }

    /// <summary>Reads a list.</summary>
    /// <exception cref="AsnContentException">It is not well formed, or no list of version 2.</exception>
    public static CrlList Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var list = outer.ReadSequence();
        outer.ThrowIfNotEmpty();

        var toBeSigned = list.PeekEncodedValue();
        var fields = list.ReadSequence();
        var algorithm = list.ReadEncodedValue();
        if (!list.TryReadPrimitiveBitString(out var unusedBits, out var signature) || unusedBits != 0)
        {
            throw new AsnContentException("the signature is no string of whole bytes");
        }

        list.ThrowIfNotEmpty();
        ReadVersion(fields);
        // RFC 5280 §5.1.1.2: the algorithm outside the signature must be the one inside.
        if (!fields.ReadEncodedValue().Span.SequenceEqual(algorithm.Span))
        {
            throw new AsnContentException("the signature algorithms inside and outside the signed part differ");
        }

        var parsed = new CrlList
        {
            ToBeSigned = toBeSigned,
            SignatureAlgorithm = CertificateSignatureAlgorithm.Read(algorithm),
            Signature = signature,
            Issuer = fields.ReadEncodedValue(),
            ThisUpdate = ReadTime(fields),
            NextUpdate = IsTime(fields) ? ReadTime(fields) : null,
            Entries = fields.HasData && fields.PeekTag() == Asn1Tag.Sequence
                ? ReadContent(fields)
                : ReadOnlyMemory<byte>.Empty,
        };
        if (fields.HasData)
        {
            var wrapped = fields.ReadSequence(ExtensionsTag);
            var extensions = wrapped.ReadSequence();
            wrapped.ThrowIfNotEmpty();
            parsed.ReadExtensions(extensions);
        }

        fields.ThrowIfNotEmpty();
        return parsed;
    }

    /// <summary>RFC 5280 §5.1.2.4: UTCTime up to 2049, GeneralizedTime after.</summary>
    internal static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime(2049) : reader.ReadGeneralizedTime();

    /// <summary>
    /// RFC 5280 §5.1.2.1. Version 1, which has no version field, is refused as <c>notation</c> does: it has neither numbers
    /// nor a scope.
    /// </summary>
    private static void ReadVersion(AsnReader fields)
    {
        if (fields.PeekTag() != Asn1Tag.Integer || !fields.TryReadInt32(out var version) || version != Version2)
        {
            throw new AsnContentException("it is not of version 2");
        }
    }

    private static bool IsTime(AsnReader fields) =>
        fields.HasData && (fields.PeekTag() == Asn1Tag.UtcTime || fields.PeekTag() == Asn1Tag.GeneralizedTime);

    private static ReadOnlyMemory<byte> ReadContent(AsnReader fields)
    {
        var whole = fields.ReadEncodedValue();
        AsnDecoder.ReadSequence(whole.Span, AsnEncodingRules.DER, out var offset, out var length, out _);
        return whole.Slice(offset, length);
    }

    private void ReadExtensions(AsnReader extensions)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (extensions.HasData)
        {
            var (oid, isCritical, value) = ReadExtension(extensions);
            if (!seen.Add(oid))
            {
                throw new AsnContentException($"the extension {oid} occurs twice");
            }

            switch (oid)
            {
                case CrlOids.IssuingDistributionPoint:
                    Scope = CrlScope.Read(value);
                    break;
                case CrlOids.DeltaIndicator:
                    DeltaBase = ReadNumber(value);
                    break;
                case CrlOids.CrlNumber when !isCritical:
                    Number = ReadNumber(value);
                    break;
                case CertificateOids.AuthorityKeyIdentifier when !isCritical:
                    AuthorityKeyId = ReadKeyIdentifier(value);
                    break;
                case CertificateOids.FreshestCrl when !isCritical:
                    DeltaAddresses = CrlDistributionPoints.ReadAddresses(value);
                    break;
                case not null when isCritical:
                    UnknownCriticalExtension ??= oid;
                    break;
            }
        }
    }

    /// <summary>One extension of a list or of an entry.</summary>
    internal static (string Oid, bool IsCritical, ReadOnlyMemory<byte> Value) ReadExtension(AsnReader extensions)
    {
        var extension = extensions.ReadSequence();
        var oid = extension.ReadObjectIdentifier();
        var isCritical = extension.HasData && extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
        if (!extension.TryReadPrimitiveOctetString(out var value))
        {
            throw new AsnContentException($"the extension {oid} has no value");
        }

        extension.ThrowIfNotEmpty();
        return (oid, isCritical, value);
    }

    private static BigInteger ReadNumber(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var bytes = reader.ReadIntegerBytes();
        reader.ThrowIfNotEmpty();
        var number = bytes.Length <= NumberBytes
            ? new BigInteger(bytes.Span, isBigEndian: true)
            : throw new AsnContentException("its number is longer than 20 octets");
        return number.Sign >= 0 ? number : throw new AsnContentException("its number is negative");
    }

    private static ReadOnlyMemory<byte>? ReadKeyIdentifier(ReadOnlyMemory<byte> value)
    {
        var reader = new AsnReader(value, AsnEncodingRules.DER);
        var identifier = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        return identifier.HasData && identifier.PeekTag().HasSameClassAndValue(KeyIdentifierTag)
            ? (ReadOnlyMemory<byte>?)identifier.ReadOctetString(KeyIdentifierTag)
            : null;
    }
}
