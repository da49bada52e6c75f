using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Signet.Json;
using Signet.Signatures.Keys;

namespace Signet.Signatures.Envelopes.Jws;

/// <summary>Writes a JWS envelope byte for byte as <c>notation</c> does.</summary>
internal sealed class JwsUnsignedEnvelope : UnsignedEnvelope
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = GoJsonEncoder.Instance };

    private readonly string _payload;
    private readonly string _protectedHeader;

    public JwsUnsignedEnvelope(EnvelopeRequest request, SignatureAlgorithm algorithm)
    {
        try
        {
            JwsReader.Parse(request.Payload, "jws-payload-json", "The payload").Dispose();
        }
        catch (EnvelopeFaultException e)
        {
            throw new SigningException(e.Message, e.Fault);
        }

        _payload = Base64Url.EncodeToString(request.Payload.Span);
        _protectedHeader = Base64Url.EncodeToString(EncodeProtectedHeader(request, algorithm));
        ToBeSigned = JwsFormat.ToBeSigned(_protectedHeader, _payload);
    }

    public override ReadOnlyMemory<byte> ToBeSigned { get; }

    public override byte[] Complete(PrimitiveSignature signature, ReadOnlyMemory<byte>? timestampToken, string? signingAgent)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("payload", _payload);
            writer.WriteString("protected", _protectedHeader);
            writer.WriteStartObject("header");
            if (timestampToken is { IsEmpty: false } token)
            {
                writer.WriteString(AttributeNames.TimestampSignature, Convert.ToBase64String(token.Span));
            }

            writer.WriteStartArray("x5c");
            foreach (var certificate in signature.CertificateChain)
            {
                writer.WriteStringValue(Convert.ToBase64String(certificate.Span));
            }

            writer.WriteEndArray();
            if (!string.IsNullOrEmpty(signingAgent))
            {
                writer.WriteString(AttributeNames.SigningAgent, signingAgent);
            }

            writer.WriteEndObject();
            writer.WriteString("signature", Base64Url.EncodeToString(signature.Signature.Span));
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A JSON object without white space, its names in the order of their UTF-8 bytes.</summary>
    private static ReadOnlySpan<byte> EncodeProtectedHeader(EnvelopeRequest request, SignatureAlgorithm algorithm)
    {
        var members = new List<(byte[] Name, Action<Utf8JsonWriter> WriteValue)>();
        void Add(string name, Action<Utf8JsonWriter> writeValue) => members.Add((Utf8(name), writeValue));
        void AddText(string name, string value) => Add(name, writer => writer.WriteStringValue(Utf8(value)));

        var isX509 = request.Scheme == SigningScheme.X509;
        AddText("alg", algorithm.JwsName);
        AddText("cty", request.ContentType);
        AddText(AttributeNames.SigningScheme, AttributeNames.NameOf(request.Scheme));
        AddText(
            isX509 ? AttributeNames.SigningTime : AttributeNames.AuthenticSigningTime,
            Rfc3339.Format(request.SigningTime));

        // The order inside crit is that of notation: extended attributes before the times.
        var critical = new List<string> { AttributeNames.SigningScheme };
        critical.AddRange(request.ExtendedAttributes.Where(a => a.IsCritical).Select(a => a.Key));
        if (!isX509)
        {
            critical.Add(AttributeNames.AuthenticSigningTime);
        }

        if (request.Expiry is { } expiry)
        {
            critical.Add(AttributeNames.Expiry);
            AddText(AttributeNames.Expiry, Rfc3339.Format(expiry));
        }

        Add("crit", writer =>
        {
            writer.WriteStartArray();
            critical.ForEach(name => writer.WriteStringValue(Utf8(name)));
            writer.WriteEndArray();
        });
        foreach (var attribute in request.ExtendedAttributes)
        {
            Add(attribute.Key, writer => WriteValue(writer, attribute));
        }

        members.Sort(static (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var (name, writeValue) in members)
            {
                writer.WritePropertyName(name);
                writeValue(writer);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static void WriteValue(Utf8JsonWriter writer, SignedAttribute attribute)
    {
        if (attribute.IsIntegerLabel)
        {
            throw new SigningException($"The extended attribute {attribute.Key} is a number; names in JWS are text.");
        }

        switch (attribute.Value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(Utf8(text));
                break;
            case bool truth:
                writer.WriteBooleanValue(truth);
                break;
            case int integer:
                writer.WriteNumberValue(integer);
                break;
            case long integer:
                writer.WriteNumberValue(integer);
                break;
            case double number when double.IsFinite(number):
                writer.WriteNumberValue(number);
                break;
            case ReadOnlyMemory<byte> json when StrictJson.FindFault(json.Span) is null:
                writer.WriteRawValue(json.Span);
                break;
            default:
                throw new SigningException(
                    $"The value of the extended attribute \"{attribute.Key}\" cannot stand in JSON.");
        }
    }

    private static byte[] Utf8(string text)
    {
        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException e)
        {
            throw new SigningException($"The text \"{text}\" has half of a surrogate pair.", e);
        }
    }
}
