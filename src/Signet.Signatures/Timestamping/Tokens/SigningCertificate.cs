using System.Formats.Asn1;
using System.Security.Cryptography;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Timestamping.Tokens;

/// <summary>
/// The signer's own word, under its signature, which certificate is its (ESSCertIDv2, RFC 5035 §4; mandatory in a timestamp
/// by RFC 5816).
/// </summary>
internal sealed class SigningCertificate
{
    private const string Rule = "signing-certificate";
    private const string Name = "signing-certificate-v2";
    private static readonly Asn1Tag DirectoryNameTag = new(TagClass.ContextSpecific, 4);

    private readonly HashAlgorithmName _hash;
    private readonly ReadOnlyMemory<byte> _certificateHash;
    private ReadOnlyMemory<byte>? _issuer;
    private ReadOnlyMemory<byte> _serialNumber;

    private SigningCertificate(HashAlgorithmName hash, ReadOnlyMemory<byte> certificateHash)
    {
        _hash = hash;
        _certificateHash = certificateHash;
    }

    /// <summary>Reads the attribute. Of several certificates the first is the signer's (RFC 5035 §3).</summary>
    /// <exception cref="TimestampFaultException">
    /// It is malformed or absent. Version 1 alone does not do: its hash is SHA-1, and the specification wants version 2.
    /// </exception>
    public static SigningCertificate Of(SignedAttributes attributes) =>
        attributes.Find(TimestampOids.SigningCertificateV2, Rule, Name, ReadAttribute)
        ?? throw new TimestampFaultException(
            Rule,
            attributes.Contains(TimestampOids.SigningCertificateV1)
                ? "the timestamp names its certificate by SHA-1 only (attribute signing-certificate, version 1); the attribute "
                    + $"{Name} is required, so ask an authority that follows RFC 5816"
                : $"the timestamp has no signed attribute {Name}, which RFC 5816 requires");

    /// <summary>The rule that <paramref name="certificate"/> breaks if it was the signer's; null when it can be.</summary>
    public TimestampFault? FindFault(TokenCertificate certificate)
    {
        var hash = CryptographicOperations.HashData(_hash, certificate.Certificate.RawDataMemory.Span);
        if (!hash.AsSpan().SequenceEqual(_certificateHash.Span))
        {
            return new TimestampFault(
                $"{Rule}-hash",
                $"the certificate \"{certificate.Parsed.SubjectName}\" is not the one that the timestamp's attribute {Name} names: "
                + "their hashes differ");
        }

        return _issuer is { } issuer && !certificate.IsNamed(issuer.Span, _serialNumber.Span)
            ? new TimestampFault(
                $"{Rule}-issuer",
                $"the certificate \"{certificate.Parsed.SubjectName}\" has another issuer or serial number than the timestamp's "
                + $"attribute {Name} says")
            : null;
    }

    private static SigningCertificate ReadAttribute(AsnReader value)
    {
        var attribute = value.ReadSequence();
        var certificates = attribute.ReadSequence();
        var first = ReadId(certificates.ReadSequence());
        if (attribute.HasData)
        {
            attribute.ReadSequence();
        }

        attribute.ThrowIfNotEmpty();
        return first;
    }

    private static SigningCertificate ReadId(AsnReader id)
    {
        HashAlgorithmName? hash = HashAlgorithmName.SHA256;
        var oid = CertificateOids.Sha256;
        if (id.PeekTag() == Asn1Tag.Sequence)
        {
            hash = TimestampOids.ReadHash(id, out oid);
        }

        if (hash is not { } name)
        {
            throw new TimestampFaultException(
                $"{Rule}-hash-algorithm",
                $"the timestamp's attribute {Name} is made with the hash function {oid}; SHA-256, SHA-384 and SHA-512 are accepted");
        }

        var certificate = new SigningCertificate(name, id.ReadOctetString());
        if (id.HasData)
        {
            var issuerSerial = id.ReadSequence();
            certificate._issuer = ReadIssuer(issuerSerial.ReadSequence());
            certificate._serialNumber = issuerSerial.ReadIntegerBytes();
            issuerSerial.ThrowIfNotEmpty();
        }

        id.ThrowIfNotEmpty();
        return certificate;
    }

    /// <summary>RFC 5035 §4: for a certificate the issuer is one directoryName and nothing else.</summary>
    private static ReadOnlyMemory<byte> ReadIssuer(AsnReader names)
    {
        if (!names.PeekTag().HasSameClassAndValue(DirectoryNameTag))
        {
            throw new TimestampFaultException(
                $"{Rule}-issuer", $"the timestamp's attribute {Name} names the issuer by another kind of name than a directoryName");
        }

        var wrapped = names.ReadSequence(DirectoryNameTag);
        names.ThrowIfNotEmpty();
        var issuer = wrapped.ReadEncodedValue();
        wrapped.ThrowIfNotEmpty();
        return issuer;
    }
}
