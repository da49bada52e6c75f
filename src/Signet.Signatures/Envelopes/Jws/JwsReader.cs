using System.Text.Json;
using Signet.Json;

namespace Signet.Signatures.Envelopes.Jws;

/// <summary>Takes a JWS envelope apart.</summary>
internal static class JwsReader
{
    public static RawEnvelope Read(ReadOnlyMemory<byte> envelope)
    {
        using var document = Parse(envelope, "jws-json", "The envelope");
        string? payload = null, protectedHeader = null, signature = null;
        JsonElement? header = null;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case "payload":
                    payload = Text(member);
                    break;
                case "protected":
                    protectedHeader = Text(member);
                    break;
                case "signature":
                    signature = Text(member);
                    break;
                case "header":
                    header = member.Value;
                    break;
                default:
                    // signature-envelope-jws.md: no member but these four. "signatures" would be the general form.
                    throw EnvelopeFaultException.Malformed(
                        "jws-member-unknown",
                        $"The envelope has a member \"{member.Name}\" that JWS envelopes do not have.");
            }
        }

        var payloadBytes = Decode("payload", payload);
        var protectedBytes = Decode("protected", protectedHeader);
        var signatureBytes = Decode("signature", signature);
        Parse(payloadBytes, "jws-payload-json", "The payload").Dispose();
        var unsigned = JwsUnprotectedHeader.Read(header);
        return new()
        {
            MediaType = NotaryMediaTypes.Jws,
            Header = JwsProtectedHeader.Read(protectedBytes),
            Payload = payloadBytes,
            ToBeSigned = JwsFormat.ToBeSigned(protectedHeader!, payload!),
            Signature = signatureBytes,
            CertificateChain = unsigned.CertificateChain,
            TimestampToken = unsigned.TimestampToken,
            SigningAgent = unsigned.SigningAgent,
        };
    }

    /// <summary>Parses a JSON object that passes <see cref="StrictJson"/>.</summary>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, string rule, string what)
    {
        if (StrictJson.FindFault(json.Span, allowsHalfPairs: true) is { } fault)
        {
            throw EnvelopeFaultException.Malformed(rule, $"{what} is not acceptable JSON: {fault}.");
        }

        var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = StrictJson.MaxDepth });
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        document.Dispose();
        throw EnvelopeFaultException.Malformed(rule, $"{what} is not a JSON object.");
    }

    /// <summary>The text of a member that must be a string.</summary>
    public static string Text(JsonProperty member)
    {
        if (member.Value.ValueKind != JsonValueKind.String)
        {
            throw EnvelopeFaultException.Malformed("jws-member-type", $"The member \"{member.Name}\" is not a string.");
        }

        return TryText(member.Value)
            ?? throw EnvelopeFaultException.Malformed(
                "jws-member-type", $"The member \"{member.Name}\" has half of a surrogate pair.");
    }

    /// <summary>The text of a string, or null when it has an escape that is no character.</summary>
    public static string? TryText(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static byte[] Decode(string member, string? text)
    {
        if (text is null)
        {
            throw EnvelopeFaultException.Malformed("jws-member-missing", $"The envelope has no member \"{member}\".");
        }

        var bytes = StrictBase64.DecodeUrl(text)
            ?? throw EnvelopeFaultException.Malformed(
                "jws-base64url", $"The member \"{member}\" is not base64url without padding in its canonical spelling.");
        return bytes.Length > 0
            ? bytes
            : throw EnvelopeFaultException.Malformed($"{member}-empty", $"The member \"{member}\" is empty.");
    }
}
