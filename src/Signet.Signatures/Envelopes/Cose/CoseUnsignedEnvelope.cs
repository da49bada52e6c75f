using System.Globalization;
using System.Text;
using Signet.Signatures.Cbor;
using Signet.Signatures.Keys;

namespace Signet.Signatures.Envelopes.Cose;

/// <summary>Writes a COSE_Sign1 envelope byte for byte as <c>notation</c> does.</summary>
internal sealed class CoseUnsignedEnvelope : UnsignedEnvelope
{
    private readonly ReadOnlyMemory<byte> _payload;
    private readonly byte[] _protectedHeader;

    public CoseUnsignedEnvelope(EnvelopeRequest request, SignatureAlgorithm algorithm)
    {
        _payload = request.Payload;
        _protectedHeader = EncodeProtectedHeader(request, algorithm);
        ToBeSigned = CoseFormat.ToBeSigned(_protectedHeader, _payload.Span);
    }

    public override ReadOnlyMemory<byte> ToBeSigned { get; }

    public override byte[] Complete(PrimitiveSignature signature, ReadOnlyMemory<byte>? timestampToken, string? signingAgent)
    {
        var headers = new HeaderEntries();
        headers.Add(CoseLabels.X5Chain, writer =>
        {
            writer.WriteArrayHead(signature.CertificateChain.Count);
            foreach (var certificate in signature.CertificateChain)
            {
                writer.WriteByteString(certificate.Span);
            }
        });
        if (timestampToken is { IsEmpty: false } token)
        {
            headers.Add(AttributeNames.TimestampSignature, writer => writer.WriteByteString(token.Span));
        }

        if (!string.IsNullOrEmpty(signingAgent))
        {
            headers.Add(AttributeNames.SigningAgent, writer => writer.WriteTextString(signingAgent));
        }

        var writer = new CborWriter();
        writer.WriteTag(CoseFormat.Sign1Tag);
        writer.WriteArrayHead(4);
        writer.WriteByteString(_protectedHeader);
        writer.WriteMap(headers);
        writer.WriteByteString(_payload.Span);
        writer.WriteByteString(signature.Signature.Span);
        return writer.ToArray();
    }

    private static byte[] EncodeProtectedHeader(EnvelopeRequest request, SignatureAlgorithm algorithm)
    {
        var timeName = request.Scheme == SigningScheme.X509
            ? AttributeNames.SigningTime
            : AttributeNames.AuthenticSigningTime;

        // The order inside crit is that of notation: times before extended attributes, other than in JWS.
        var critical = new List<CoseLabel> { AttributeNames.SigningScheme };
        if (request.Scheme == SigningScheme.X509SigningAuthority)
        {
            critical.Add(timeName);
        }

        var headers = new HeaderEntries();
        if (request.Expiry is { } expiry)
        {
            critical.Add(AttributeNames.Expiry);
            headers.Add(AttributeNames.Expiry, writer => WriteTime(writer, expiry));
        }

        headers.Add(CoseLabels.Algorithm, writer => writer.WriteInteger(algorithm.CoseId));
        headers.Add(CoseLabels.ContentType, writer => writer.WriteTextString(request.ContentType));
        headers.Add(AttributeNames.SigningScheme, writer => writer.WriteTextString(AttributeNames.NameOf(request.Scheme)));
        headers.Add(timeName, writer => WriteTime(writer, request.SigningTime));
        foreach (var attribute in request.ExtendedAttributes)
        {
            var label = LabelOf(attribute);
            if (attribute.IsCritical)
            {
                critical.Add(label);
            }

            headers.Add(label, writer => WriteValue(writer, attribute));
        }

        headers.Add(CoseLabels.Critical, writer =>
        {
            writer.WriteArrayHead(critical.Count);
            critical.ForEach(label => WriteLabel(writer, label));
        });
        var writer = new CborWriter();
        writer.WriteMap(headers);
        return writer.ToArray();
    }

    private static CoseLabel LabelOf(SignedAttribute attribute)
    {
        if (!attribute.IsIntegerLabel)
        {
            return attribute.Key;
        }

        return long.TryParse(attribute.Key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number is < CoseLabels.Algorithm or > CoseLabels.PartialIv and not CoseLabels.X5Chain
            ? number
            : throw new SigningException($"\"{attribute.Key}\" is not a label that an extended attribute can have.");
    }

    private static void WriteTime(CborWriter writer, DateTimeOffset time)
    {
        writer.WriteTag(CoseFormat.EpochTimeTag);
        writer.WriteInteger(time.ToUnixTimeSeconds());
    }

    private static void WriteLabel(CborWriter writer, CoseLabel label)
    {
        if (label.Text is { } text)
        {
            writer.WriteTextString(text);
        }
        else
        {
            writer.WriteInteger(label.Number);
        }
    }

    private static void WriteValue(CborWriter writer, SignedAttribute attribute)
    {
        switch (attribute.Value)
        {
            case null:
                writer.WriteNull();
                break;
            case string text:
                writer.WriteTextString(text);
                break;
            case bool truth:
                writer.WriteBoolean(truth);
                break;
            case int integer:
                writer.WriteInteger(integer);
                break;
            case long integer:
                writer.WriteInteger(integer);
                break;
            case double number:
                writer.WriteDouble(number);
                break;
            case ReadOnlyMemory<byte> item when IsOneItem(item.Span):
                writer.WriteEncoded(item.Span);
                break;
            default:
                throw new SigningException(
                    $"The value of the extended attribute \"{attribute.Key}\" cannot stand in CBOR.");
        }
    }

    private static bool IsOneItem(ReadOnlySpan<byte> item)
    {
        try
        {
            var reader = new CborReader(item);
            _ = reader.ReadItem(allowTags: true);
            return reader.AtEnd;
        }
        catch (CborFormatException)
        {
            return false;
        }
    }

    /// <summary>Header fields on the way into a map.</summary>
    private sealed class HeaderEntries : List<KeyValuePair<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>>
    {
        public void Add(CoseLabel label, Action<CborWriter> writeValue)
        {
            var key = new CborWriter();
            var value = new CborWriter();
            try
            {
                WriteLabel(key, label);
                writeValue(value);
            }
            catch (EncoderFallbackException e)
            {
                throw new SigningException($"The attribute {label} has half of a surrogate pair in it.", e);
            }

            Add(new(key.Written, value.Written));
        }
    }
}
