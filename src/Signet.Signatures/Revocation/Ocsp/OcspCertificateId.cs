using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>The CertID that says which certificate is meant (RFC 6960 §4.1.1).</summary>
internal sealed record OcspCertificateId
{
    /// <summary>Hash function of the two hashes.</summary>
    public required string HashAlgorithm { get; init; }

    /// <summary>Hash of the issuer's name.</summary>
    public required ReadOnlyMemory<byte> IssuerNameHash { get; init; }

    /// <summary>Hash of the issuer's public key, the BIT STRING's content.</summary>
    public required ReadOnlyMemory<byte> IssuerKeyHash { get; init; }

    /// <summary>The certificate's serial number, content bytes of the INTEGER.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    /// <summary>
    /// The id to ask with. SHA-1, as <c>notation</c> asks and as RFC 5019 §2.1.1 wants of clients, because some
    /// responders know no other.
    /// </summary>
    public static OcspCertificateId ForRequest(ParsedCertificate certificate, ParsedCertificate issuer) => new()
    {
        HashAlgorithm = OcspOids.Sha1,
        IssuerNameHash = Sha1(certificate.Issuer.Span),
        IssuerKeyHash = Sha1(issuer.Key.Encoded.Span),
        SerialNumber = certificate.SerialNumber,
    };

    /// <summary>Reads one CertID.</summary>
    /// <exception cref="AsnContentException">It is not well formed.</exception>
    public static OcspCertificateId Read(AsnReader reader)
    {
        var fields = reader.ReadSequence();
        var algorithm = fields.ReadSequence();
        var hash = algorithm.ReadObjectIdentifier();
        if (algorithm.HasData)
        {
            // RFC 5754 §2: the parameters of a hash are absent or NULL.
            algorithm.ReadNull();
        }

        algorithm.ThrowIfNotEmpty();
        var id = new OcspCertificateId
        {
            HashAlgorithm = hash,
            IssuerNameHash = fields.ReadOctetString(),
            IssuerKeyHash = fields.ReadOctetString(),
            SerialNumber = fields.ReadIntegerBytes(),
        };
        fields.ThrowIfNotEmpty();
        return id;
    }

    /// <summary>The DER.</summary>
    public ReadOnlyMemory<byte> Encode()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(HashAlgorithm);
                writer.WriteNull();
            }

            writer.WriteOctetString(IssuerNameHash.Span);
            writer.WriteOctetString(IssuerKeyHash.Span);
            writer.WriteInteger(SerialNumber.Span);
        }

        return writer.Encode();
    }

    /// <summary>
    /// RFC 6960 §3.2, 1: the certificate asked about, all of it. <c>notation</c> compares the serial number alone, which
    /// another issuer's certificate may have too.
    /// </summary>
    public bool IsFor(ParsedCertificate certificate, ParsedCertificate issuer) =>
        SerialNumber.Span.SequenceEqual(certificate.SerialNumber.Span)
        && Hash(certificate.Issuer.Span) is { } name && IssuerNameHash.Span.SequenceEqual(name)
        && Hash(issuer.Key.Encoded.Span) is { } key && IssuerKeyHash.Span.SequenceEqual(key);

    /// <summary>SHA-1, for ids only.</summary>
    [SuppressMessage(
        "Security",
        "CA5350:Do Not Use Weak Cryptographic Algorithms",
        Justification = "An index that protects nothing: the answer is signed by the issuer or under it, so two issuers "
            + "with one hash, should somebody make them, could still not answer for each other.")]
    internal static byte[] Sha1(ReadOnlySpan<byte> data) => SHA1.HashData(data);

    /// <summary>A responder may choose the hash; null for one that nobody here knows.</summary>
    private byte[]? Hash(ReadOnlySpan<byte> data) => HashAlgorithm switch
    {
        OcspOids.Sha1 => Sha1(data),
        CertificateOids.Sha256 => SHA256.HashData(data),
        CertificateOids.Sha384 => SHA384.HashData(data),
        CertificateOids.Sha512 => SHA512.HashData(data),
        _ => null,
    };
}
