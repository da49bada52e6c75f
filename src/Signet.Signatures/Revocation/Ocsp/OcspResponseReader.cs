using System.Formats.Asn1;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>
/// Reads OCSP responses (RFC 6960 §4.2.1): DER, nothing left over anywhere, every list bounded.
/// </summary>
internal static class OcspResponseReader
{
    private static readonly Asn1Tag Tag0 = new(TagClass.ContextSpecific, 0);
    private static readonly Asn1Tag Tag1 = new(TagClass.ContextSpecific, 1);
    private static readonly Asn1Tag Tag2 = new(TagClass.ContextSpecific, 2);

    /// <summary>Reads a response; the signed part is null unless the status is successful.</summary>
    /// <exception cref="AsnContentException">It is not well formed, or larger than a limit.</exception>
    public static (OcspResponseStatus Status, OcspBasicResponse? Basic) Read(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var response = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        var status = (OcspResponseStatus)ReadEnumerated(response);
        if (status != OcspResponseStatus.Successful)
        {
            // RFC 6960 §4.2.1: responseBytes are not set then.
            response.ThrowIfNotEmpty();
            return (status, null);
        }

        var wrapped = response.ReadSequence(Tag0);
        response.ThrowIfNotEmpty();
        var bytes = wrapped.ReadSequence();
        wrapped.ThrowIfNotEmpty();
        var type = bytes.ReadObjectIdentifier();
        if (type != OcspOids.BasicResponse)
        {
            throw new AsnContentException($"the response type {type} is not supported");
        }

        var content = bytes.ReadOctetString();
        bytes.ThrowIfNotEmpty();
        return (status, ReadBasic(content));
    }

    private static OcspBasicResponse ReadBasic(ReadOnlyMemory<byte> der)
    {
        var outer = new AsnReader(der, AsnEncodingRules.DER);
        var basic = outer.ReadSequence();
        outer.ThrowIfNotEmpty();

        var toBeSigned = basic.PeekEncodedValue();
        var data = basic.ReadSequence();
        var algorithm = ReadSignatureAlgorithm(basic.ReadEncodedValue());
        var signature = basic.ReadBitString(out var unusedBits);
        if (unusedBits != 0)
        {
            throw new AsnContentException("the signature is not whole bytes");
        }

        var certificates = ReadCertificates(basic);
        basic.ThrowIfNotEmpty();

        ReadVersion(data);
        var (name, keyHash) = ReadResponderId(data);
        var response = new OcspBasicResponse
        {
            ToBeSigned = toBeSigned,
            ResponderName = name,
            ResponderKeyHash = keyHash,
            ProducedAt = ReadTime(data),
            Responses = ReadResponses(data.ReadSequence()),
            Extensions = ReadExtensions(data),
            SignatureAlgorithm = algorithm,
            Signature = signature,
            Certificates = certificates,
        };
        data.ThrowIfNotEmpty();
        return response;
    }

    /// <summary>
    /// In a certificate the signed part repeats the algorithm; here nothing signs it, so at least nothing may hide in it:
    /// RSASSA-PSS has its parameters, RSA has NULL or none, the others have none (RFC 4055 §5, RFC 5758 §3.2).
    /// </summary>
    private static CertificateSignatureAlgorithm ReadSignatureAlgorithm(ReadOnlyMemory<byte> identifier)
    {
        var fields = new AsnReader(identifier, AsnEncodingRules.DER).ReadSequence();
        switch (fields.ReadObjectIdentifier())
        {
            case CertificateOids.RsaPss when fields.HasData:
                fields.ReadSequence();
                break;
            case CertificateOids.RsaSha256 or CertificateOids.RsaSha384 or CertificateOids.RsaSha512 when fields.HasData:
                fields.ReadNull();
                break;
            case CertificateOids.EcdsaSha256 or CertificateOids.EcdsaSha384 or CertificateOids.EcdsaSha512:
                break;
            default:
                // Refused below, by its name.
                return CertificateSignatureAlgorithm.Read(identifier);
        }

        fields.ThrowIfNotEmpty();
        return CertificateSignatureAlgorithm.Read(identifier);
    }

    private static List<ReadOnlyMemory<byte>> ReadCertificates(AsnReader basic)
    {
        var certificates = new List<ReadOnlyMemory<byte>>();
        if (!basic.HasData)
        {
            return certificates;
        }

        var wrapped = basic.ReadSequence(Tag0);
        var list = wrapped.ReadSequence();
        wrapped.ThrowIfNotEmpty();
        while (list.HasData)
        {
            Bound(certificates.Count, SignatureLimits.OcspCertificates, "certificates");
            certificates.Add(
                list.PeekTag() == Asn1Tag.Sequence
                    ? list.ReadEncodedValue()
                    : throw new AsnContentException("there is something else among its certificates"));
        }

        return certificates;
    }

    /// <summary>Version 1 is the only one, and the default; some responders write it out all the same.</summary>
    private static void ReadVersion(AsnReader data)
    {
        if (data.PeekTag().HasSameClassAndValue(Tag0))
        {
            var wrapped = data.ReadSequence(Tag0);
            if (!wrapped.TryReadInt32(out var version) || version != 0)
            {
                throw new AsnContentException("the response's version is not known");
            }

            wrapped.ThrowIfNotEmpty();
        }
    }

    private static (ReadOnlyMemory<byte>? Name, ReadOnlyMemory<byte>? KeyHash) ReadResponderId(AsnReader data)
    {
        var isByName = data.PeekTag().HasSameClassAndValue(Tag1);
        var wrapped = data.ReadSequence(isByName ? Tag1 : Tag2);
        ReadOnlyMemory<byte> id = isByName ? wrapped.ReadEncodedValue() : wrapped.ReadOctetString();
        wrapped.ThrowIfNotEmpty();
        return isByName ? (id, null) : (null, id);
    }

    private static List<OcspSingleResponse> ReadResponses(AsnReader list)
    {
        var responses = new List<OcspSingleResponse>();
        while (list.HasData)
        {
            Bound(responses.Count, SignatureLimits.OcspSingleResponses, "answers");
            responses.Add(ReadSingle(list.PeekContentBytes(), list.ReadSequence()));
        }

        return responses;
    }

    private static OcspSingleResponse ReadSingle(ReadOnlyMemory<byte> content, AsnReader fields)
    {
        var idBytes = fields.PeekEncodedValue().Length;
        var id = OcspCertificateId.Read(fields);
        var (status, revokedAt, reason) = ReadStatus(fields);
        var single = new OcspSingleResponse
        {
            Id = id,
            Status = status,
            RevokedAt = revokedAt,
            Reason = reason,
            ThisUpdate = ReadTime(fields),
            NextUpdate = ReadNextUpdate(fields),
            Extensions = ReadExtensions(fields),
            Content = content[idBytes..],
        };
        fields.ThrowIfNotEmpty();
        return single;
    }

    private static (OcspCertificateStatus Status, DateTimeOffset? RevokedAt, int? Reason) ReadStatus(AsnReader fields)
    {
        var tag = fields.PeekTag();
        if (tag.HasSameClassAndValue(Tag1))
        {
            var revoked = fields.ReadSequence(Tag1);
            var at = ReadTime(revoked);
            int? reason = null;
            if (revoked.HasData)
            {
                var wrapped = revoked.ReadSequence(Tag0);
                reason = ReadEnumerated(wrapped);
                wrapped.ThrowIfNotEmpty();
            }

            revoked.ThrowIfNotEmpty();
            return (OcspCertificateStatus.Revoked, at, reason);
        }

        var isGood = tag.HasSameClassAndValue(Tag0);
        fields.ReadNull(isGood ? Tag0 : Tag2);
        return (isGood ? OcspCertificateStatus.Good : OcspCertificateStatus.Unknown, null, null);
    }

    private static DateTimeOffset? ReadNextUpdate(AsnReader fields)
    {
        if (!fields.HasData || !fields.PeekTag().HasSameClassAndValue(Tag0))
        {
            return null;
        }

        var wrapped = fields.ReadSequence(Tag0);
        var time = ReadTime(wrapped);
        wrapped.ThrowIfNotEmpty();
        return time;
    }

    /// <summary>responseExtensions and singleExtensions, both [1] and last.</summary>
    private static List<OcspExtension> ReadExtensions(AsnReader fields)
    {
        var extensions = new List<OcspExtension>();
        if (!fields.HasData)
        {
            return extensions;
        }

        var wrapped = fields.ReadSequence(Tag1);
        var list = wrapped.ReadSequence();
        wrapped.ThrowIfNotEmpty();
        while (list.HasData)
        {
            Bound(extensions.Count, SignatureLimits.OcspExtensions, "extensions");
            var extension = list.ReadSequence();
            var oid = extension.ReadObjectIdentifier();
            var isCritical = extension.PeekTag() == Asn1Tag.Boolean && extension.ReadBoolean();
            var value = extension.ReadOctetString();
            extension.ThrowIfNotEmpty();
            if (extensions.Exists(e => e.Oid == oid))
            {
                throw new AsnContentException($"the extension {oid} occurs twice");
            }

            extensions.Add(new OcspExtension(oid, isCritical, value));
        }

        return extensions;
    }

    /// <summary>RFC 6960 §4.2.2.1 by RFC 5280 §4.1.2.5.2: UTC, to the second, no fractions.</summary>
    internal static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekContentBytes().Length == "YYYYMMDDHHMMSSZ".Length
            ? reader.ReadGeneralizedTime()
            : throw new AsnContentException("a time is not written to the second");

    private static int ReadEnumerated(AsnReader reader)
    {
        var bytes = reader.ReadEnumeratedBytes().Span;
        return bytes.Length == 1 && bytes[0] < 0x80
            ? bytes[0]
            : throw new AsnContentException("an enumerated value is out of range");
    }

    private static void Bound(int count, int limit, string what)
    {
        if (count >= limit)
        {
            throw new AsnContentException($"it has more than the limit of {limit} {what}");
        }
    }
}
