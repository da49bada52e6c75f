using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Certificates;

/// <summary>
/// The parts of a certificate that the rules look at, read from its DER once (RFC 5280 §4.1). Of the extensions only
/// basicConstraints, keyUsage and extKeyUsage are read: the rest must be ignored by the rules for chains, critical or not
/// (signature-specification.md, "Other requirements"), and is kept as bytes for revocation.
/// </summary>
internal sealed class ParsedCertificate
{
    private const int Version3 = 2;
    private static readonly Asn1Tag VersionTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag IssuerIdTag = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag SubjectIdTag = new(TagClass.ContextSpecific, 2);
    private static readonly Asn1Tag ExtensionsTag = new(TagClass.ContextSpecific, 3);

    private readonly Dictionary<string, ReadOnlyMemory<byte>> _extensions = new(StringComparer.Ordinal);

    private ParsedCertificate()
    {
    }

    /// <summary>The signed part, tag and length included.</summary>
    public required ReadOnlyMemory<byte> ToBeSigned { get; init; }

    /// <summary>Serial number: the content bytes of the INTEGER, the shortest form as DER has it.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    /// <summary>Issuer name, DER.</summary>
    public required ReadOnlyMemory<byte> Issuer { get; init; }

    /// <summary>Subject name, DER.</summary>
    public required ReadOnlyMemory<byte> Subject { get; init; }

    /// <summary>First moment of validity.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Last moment of validity.</summary>
    public required DateTimeOffset NotAfter { get; init; }

    /// <summary>Public key.</summary>
    public required PublicKeyInfo Key { get; init; }

    /// <summary>How the certificate is signed.</summary>
    public required CertificateSignatureAlgorithm SignatureAlgorithm { get; init; }

    /// <summary>The issuer's signature.</summary>
    public required ReadOnlyMemory<byte> Signature { get; init; }

    /// <summary>basicConstraints; null when absent.</summary>
    public BasicConstraints? BasicConstraints { get; private set; }

    /// <summary>keyUsage; null when absent.</summary>
    public KeyUsage? KeyUsage { get; private set; }

    /// <summary>extKeyUsage; null when absent.</summary>
    public ExtendedKeyUsage? ExtendedKeyUsage { get; private set; }

    /// <summary>The value of an extension, content of its OCTET STRING; null when the certificate has none of that kind.</summary>
    public ReadOnlyMemory<byte>? FindExtension(string oid) =>
        _extensions.TryGetValue(oid, out var value) ? (ReadOnlyMemory<byte>?)value : null;

    /// <summary>Issuer and subject have the same name, byte by byte. Says nothing about who signed.</summary>
    public bool IsSelfIssued => Issuer.Span.SequenceEqual(Subject.Span);

    /// <summary>The subject as text.</summary>
    public string SubjectName => CertificateName.Format(Subject);

    /// <summary>Reads a certificate; null with <paramref name="fault"/> when it is not well formed.</summary>
    public static ParsedCertificate? TryRead(X509Certificate2 certificate, out string? fault) =>
        TryRead(certificate.RawDataMemory, out fault);

    /// <summary>Reads one certificate from its DER; null with <paramref name="fault"/> when it is not well formed.</summary>
    public static ParsedCertificate? TryRead(ReadOnlyMemory<byte> der, out string? fault)
    {
        if (der.Length > SignatureLimits.CertificateBytes)
        {
            fault = $"a certificate of {der.Length} bytes is larger than the limit of {SignatureLimits.CertificateBytes}";
            return null;
        }

        try
        {
            fault = null;
            return Read(der);
        }
        catch (AsnContentException e)
        {
            fault = $"x509: malformed certificate: {e.Message}";
            return null;
        }
    }

    private static ParsedCertificate Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var certificate = outer.ReadSequence();
        outer.ThrowIfNotEmpty();

        var toBeSigned = certificate.PeekEncodedValue();
        var fields = certificate.ReadSequence();
        var algorithm = certificate.ReadEncodedValue();
        var signature = certificate.ReadBitString(out var unusedBits);
        certificate.ThrowIfNotEmpty();

        var version = ReadVersion(fields);
        var serialNumber = fields.ReadIntegerBytes();
        var signedAlgorithm = fields.ReadEncodedValue();
        // RFC 5280 §4.1.1.2: the algorithm outside the signature must be the one inside.
        if (unusedBits != 0 || !signedAlgorithm.Span.SequenceEqual(algorithm.Span))
        {
            throw new AsnContentException("the signature algorithms inside and outside the signed part differ");
        }

        var issuer = fields.ReadEncodedValue();
        var validity = fields.ReadSequence();
        var notBefore = ReadTime(validity);
        var notAfter = ReadTime(validity);
        validity.ThrowIfNotEmpty();

        var parsed = new ParsedCertificate
        {
            ToBeSigned = toBeSigned,
            SerialNumber = serialNumber,
            Issuer = issuer,
            Subject = fields.ReadEncodedValue(),
            NotBefore = notBefore,
            NotAfter = notAfter,
            Key = PublicKeyInfo.Read(fields),
            SignatureAlgorithm = CertificateSignatureAlgorithm.Read(algorithm),
            Signature = signature,
        };
        parsed.ReadRest(fields, version);
        return parsed;
    }

    private static int ReadVersion(AsnReader fields)
    {
        if (fields.PeekTag() is { TagClass: TagClass.ContextSpecific, TagValue: 0 })
        {
            var wrapped = fields.ReadSequence(VersionTag);
            if (!wrapped.TryReadInt32(out var version) || version is < 0 or > Version3)
            {
                throw new AsnContentException("the certificate's version is not known");
            }

            wrapped.ThrowIfNotEmpty();
            return version;
        }

        return 0;
    }

    /// <summary>RFC 5280 §4.1.2.5: UTCTime up to 2049, GeneralizedTime without fractions after.</summary>
    private static DateTimeOffset ReadTime(AsnReader validity) =>
        validity.PeekTag() == Asn1Tag.UtcTime ? validity.ReadUtcTime(2049) : validity.ReadGeneralizedTime();

    private void ReadRest(AsnReader fields, int version)
    {
        if (fields.HasData && fields.PeekTag().HasSameClassAndValue(IssuerIdTag))
        {
            fields.ReadBitString(out _, IssuerIdTag);
        }

        if (fields.HasData && fields.PeekTag().HasSameClassAndValue(SubjectIdTag))
        {
            fields.ReadBitString(out _, SubjectIdTag);
        }

        if (fields.HasData)
        {
            var wrapped = fields.ReadSequence(ExtensionsTag);
            if (version != Version3)
            {
                throw new AsnContentException("only certificates of version 3 have extensions");
            }

            var extensions = wrapped.ReadSequence();
            wrapped.ThrowIfNotEmpty();
            ReadExtensions(extensions);
        }

        fields.ThrowIfNotEmpty();
    }

    private void ReadExtensions(AsnReader extensions)
    {
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var isCritical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
            var value = extension.ReadOctetString();
            extension.ThrowIfNotEmpty();

            // RFC 5280 §4.2: never two of a kind; readers that take different ones would see different certificates.
            if (!_extensions.TryAdd(oid, value))
            {
                throw new AsnContentException($"the extension {oid} occurs twice");
            }

            var reader = new AsnReader(value, AsnEncodingRules.DER);
            switch (oid)
            {
                case CertificateOids.BasicConstraints:
                    BasicConstraints = ReadBasicConstraints(reader, isCritical);
                    break;
                case CertificateOids.KeyUsage:
                    KeyUsage = ReadKeyUsage(reader, isCritical);
                    break;
                case CertificateOids.ExtendedKeyUsage:
                    ExtendedKeyUsage = ReadExtendedKeyUsage(reader, isCritical);
                    break;
            }
        }
    }

    private static BasicConstraints ReadBasicConstraints(AsnReader reader, bool isCritical)
    {
        var constraints = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var isAuthority = constraints.HasData && constraints.PeekTag() == Asn1Tag.Boolean && constraints.ReadBoolean();
        int? pathLength = null;
        if (constraints.HasData)
        {
            if (!constraints.TryReadInt32(out var length) || length < 0)
            {
                throw new AsnContentException("pathLenConstraint is not a count");
            }

            pathLength = length;
        }

        constraints.ThrowIfNotEmpty();
        return new BasicConstraints(isCritical, isAuthority, pathLength);
    }

    private static KeyUsage ReadKeyUsage(AsnReader reader, bool isCritical)
    {
        var bits = reader.ReadBitString(out _);
        reader.ThrowIfNotEmpty();
        // X509KeyUsageFlags holds the first byte of the bit string in its low byte and decipherOnly in the next.
        var flags = (bits.Length > 0 ? bits[0] : 0) | (bits.Length > 1 ? bits[1] << 8 : 0);
        return new KeyUsage(isCritical, (X509KeyUsageFlags)flags);
    }

    private static ExtendedKeyUsage ReadExtendedKeyUsage(AsnReader reader, bool isCritical)
    {
        var list = reader.ReadSequence();
        reader.ThrowIfNotEmpty();
        var purposes = new List<string>();
        while (list.HasData)
        {
            purposes.Add(list.ReadObjectIdentifier());
        }

        return new ExtendedKeyUsage(isCritical, purposes);
    }
}
