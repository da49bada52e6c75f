using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Timestamping.Tokens;

/// <summary>The CMS message that a token is (RFC 5652 §5.1), in BER or DER.</summary>
/// <param name="Content">The content that is signed: TSTInfo, DER.</param>
/// <param name="Certificates">Certificates, in the token's order.</param>
/// <param name="Signers">SignerInfos, each in DER and not yet read: one that is malformed must not hide a good one.</param>
/// <remarks>
/// Stricter than Go: nothing may follow the token, certificates must be DER, and each of them must be one that can be read.
/// Revocation lists in the token are passed over: they are asked for where the certificates say.
/// </remarks>
internal sealed record SignedData(
    ReadOnlyMemory<byte> Content, IReadOnlyList<TokenCertificate> Certificates, IReadOnlyList<ReadOnlyMemory<byte>> Signers)
{
    private const int Version = 3;
    private static readonly Asn1Tag ExplicitTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag CertificatesTag = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag CrlsTag = new(TagClass.ContextSpecific, 1);

    /// <summary>Reads a token's outer form.</summary>
    /// <exception cref="TimestampFaultException">It is not well formed, or not the message of a timestamp.</exception>
    public static SignedData Read(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.Length > SignatureLimits.TimestampBytes)
        {
            throw new TimestampFaultException(
                "too-large", $"the timestamp has {encoded.Length} bytes, more than the limit of {SignatureLimits.TimestampBytes}");
        }

        return TimestampFaultException.Guard("malformed", "the timestamp", () =>
        {
            BerEncoding.Check(encoded.Span);
            return ReadContentInfo(encoded);
        });
    }

    /// <summary>RFC 5652 §3.</summary>
    private static SignedData ReadContentInfo(ReadOnlyMemory<byte> encoded)
    {
        var contentInfo = new AsnReader(encoded, AsnEncodingRules.BER).ReadSequence();
        if (contentInfo.ReadObjectIdentifier() is var type && type != TimestampOids.SignedData)
        {
            throw new TimestampFaultException("content-type", $"the timestamp is no signed message: its type is {type}");
        }

        var wrapped = contentInfo.ReadSequence(ExplicitTag);
        contentInfo.ThrowIfNotEmpty();
        var signedData = wrapped.ReadSequence();
        wrapped.ThrowIfNotEmpty();
        return ReadSignedData(signedData);
    }

    /// <summary>RFC 5652 §5.1: version 3, because the content is not plain data and the certificates are X.509.</summary>
    private static SignedData ReadSignedData(AsnReader fields)
    {
        if (!fields.TryReadInt32(out var version) || version != Version)
        {
            throw new TimestampFaultException(
                "signed-data-version", $"the timestamp's message has version {version}; RFC 3161 tokens have version {Version}");
        }

        fields.ReadSetOf();
        var content = ReadContent(fields.ReadSequence());
        var certificates = Next(fields, CertificatesTag) ? ReadCertificates(fields.ReadSetOf(CertificatesTag)) : [];
        if (Next(fields, CrlsTag))
        {
            fields.ReadSetOf(CrlsTag);
        }

        var signers = ReadSigners(fields.ReadSetOf());
        fields.ThrowIfNotEmpty();
        return new SignedData(content, certificates, signers);
    }

    /// <summary>RFC 3161 §2.4.2: the content is a TSTInfo, and it is there.</summary>
    private static byte[] ReadContent(AsnReader encapsulated)
    {
        if (encapsulated.ReadObjectIdentifier() is var type && type != TimestampOids.TstInfo)
        {
            throw new TimestampFaultException(
                "content-type", $"the signed message holds no timestamp: unexpected content type: {type}");
        }

        var wrapped = encapsulated.ReadSequence(ExplicitTag);
        encapsulated.ThrowIfNotEmpty();
        var content = wrapped.ReadOctetString();
        wrapped.ThrowIfNotEmpty();
        return content;
    }

    private static List<TokenCertificate> ReadCertificates(AsnReader set)
    {
        var certificates = new List<TokenCertificate>();
        while (set.HasData)
        {
            if (certificates.Count == SignatureLimits.TimestampCertificates)
            {
                throw Unusable($"it has more than {SignatureLimits.TimestampCertificates}");
            }

            certificates.Add(set.PeekTag() == Asn1Tag.Sequence
                ? ReadCertificate(set.ReadEncodedValue())
                : throw Unusable("one is no X.509 certificate"));
        }

        return certificates;
    }

    private static TokenCertificate ReadCertificate(ReadOnlyMemory<byte> der)
    {
        try
        {
            var certificate = X509CertificateLoader.LoadCertificate(der.Span);
            return ParsedCertificate.TryRead(certificate, out var fault) is { } parsed
                ? new TokenCertificate(certificate, parsed)
                : throw Unusable(fault!);
        }
        catch (CryptographicException)
        {
            throw Unusable("one is malformed");
        }
    }

    private static List<ReadOnlyMemory<byte>> ReadSigners(AsnReader set)
    {
        var signers = new List<ReadOnlyMemory<byte>>();
        while (set.HasData)
        {
            if (signers.Count == SignatureLimits.TimestampSigners)
            {
                throw new TimestampFaultException(
                    "signer-count", $"the timestamp has more than {SignatureLimits.TimestampSigners} signers; RFC 3161 allows one");
            }

            if (set.PeekTag() != Asn1Tag.Sequence)
            {
                throw new AsnContentException("one of its signers is none");
            }

            signers.Add(BerEncoding.ToDer(set.ReadEncodedValue().Span));
        }

        return signers.Count > 0 ? signers : throw new TimestampFaultException("signer-missing", "the timestamp has no signer");
    }

    private static bool Next(AsnReader fields, Asn1Tag tag) => fields.HasData && fields.PeekTag().HasSameClassAndValue(tag);

    private static TimestampFaultException Unusable(string why) =>
        new("token-certificates", $"the certificates in the timestamp cannot be used: {why}");
}
