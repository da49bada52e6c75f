using System.Formats.Asn1;
using System.Security.Cryptography;

namespace Signet.Signatures.Timestamping.Tokens;

/// <summary>One signer of a token (SignerInfo, RFC 5652 §5.3), read from DER.</summary>
internal sealed record SignerInfo
{
    private const int Version = 1;
    private static readonly Asn1Tag SignedAttributesTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag UnsignedAttributesTag = new(TagClass.ContextSpecific, 1);

    /// <summary>Issuer of the signer's certificate, DER of the name.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    /// <summary>Serial number of the signer's certificate, content bytes of the INTEGER.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    /// <summary>Hash function of the signer.</summary>
    public required HashAlgorithmName Hash { get; init; }

    /// <summary>What is signed.</summary>
    public required SignedAttributes Attributes { get; init; }

    /// <summary>AlgorithmIdentifier of the signature, DER.</summary>
    public required ReadOnlyMemory<byte> SignatureAlgorithm { get; init; }

    /// <summary>The signature.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>Reads a signer.</summary>
    /// <exception cref="TimestampFaultException">It is not well formed, or of a kind that is refused.</exception>
    public static SignerInfo Read(ReadOnlyMemory<byte> der) =>
        TimestampFaultException.Guard("signer-malformed", "the timestamp's signer", () => ReadFields(der));

    private static SignerInfo ReadFields(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var fields = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        // Version 1 names the certificate by issuer and serial number, which the signed attributes can confirm; version 3
        // names it by a key identifier that anybody can put into a certificate.
        if (!fields.TryReadInt32(out var version) || version != Version)
        {
            throw new TimestampFaultException(
                "signer-version", $"the timestamp's signer has version {version}; only version {Version} is accepted");
        }

        var identifier = fields.ReadSequence();
        var issuer = identifier.ReadEncodedValue();
        var serialNumber = identifier.ReadIntegerBytes();
        identifier.ThrowIfNotEmpty();
        var hash = TimestampOids.ReadHash(fields, out var oid) ?? throw new TimestampFaultException(
            "digest-algorithm", $"the timestamp is signed with the hash function {oid}; SHA-256, SHA-384 and SHA-512 are accepted");
        var attributes = ReadAttributes(fields);
        var signatureAlgorithm = fields.ReadEncodedValue();
        var signature = fields.ReadOctetString();
        if (fields.HasData)
        {
            fields.ReadSetOf(skipSortOrderValidation: true, UnsignedAttributesTag);
        }

        fields.ThrowIfNotEmpty();
        return new SignerInfo
        {
            Issuer = issuer,
            SerialNumber = serialNumber,
            Hash = hash,
            Attributes = attributes,
            SignatureAlgorithm = signatureAlgorithm,
            Signature = signature,
        };
    }

    /// <summary>RFC 5652 §5.3: there must be signed attributes, because the content is not plain data.</summary>
    private static SignedAttributes ReadAttributes(AsnReader fields) =>
        fields.PeekTag().HasSameClassAndValue(SignedAttributesTag)
            ? SignedAttributes.Read(fields.ReadSetOf(skipSortOrderValidation: true, SignedAttributesTag))
            : throw new TimestampFaultException("signed-attributes", "the timestamp's signer has no signed attributes");
}
