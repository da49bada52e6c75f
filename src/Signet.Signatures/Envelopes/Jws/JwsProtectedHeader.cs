using System.Text.Json;

namespace Signet.Signatures.Envelopes.Jws;

/// <summary>Decodes the protected header of a JWS envelope (signature-envelope-jws.md, "ProtectedHeaders").</summary>
internal static class JwsProtectedHeader
{
    /// <summary>Names RFC 7515 gives a meaning that this library handles itself.</summary>
    private static readonly string[] Registered = ["alg", "cty", "crit"];

    public static SignedHeader Read(ReadOnlyMemory<byte> json)
    {
        using var document = JwsReader.Parse(json, "jws-protected-json", "The protected header");
        string? algorithm = null, contentType = null, scheme = null;
        DateTimeOffset? signingTime = null, authenticSigningTime = null, expiry = null;
        List<CriticalName>? critical = null;
        var extended = new List<SignedAttribute>();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case "alg":
                    algorithm = JwsReader.Text(member);
                    break;
                case "cty":
                    contentType = JwsReader.Text(member);
                    break;
                case "crit":
                    critical = ReadCritical(member);
                    break;
                case AttributeNames.SigningScheme:
                    scheme = JwsReader.Text(member);
                    break;
                case AttributeNames.SigningTime:
                    signingTime = ReadTime(member);
                    break;
                case AttributeNames.AuthenticSigningTime:
                    authenticSigningTime = ReadTime(member);
                    break;
                case AttributeNames.Expiry:
                    expiry = ReadTime(member);
                    break;
                default:
                    extended.Add(ReadExtended(member));
                    break;
            }

            if (extended.Count > SignatureLimits.CborItems)
            {
                throw EnvelopeFaultException.Malformed(
                    "attribute-count", $"The protected header has more than {SignatureLimits.CborItems} attributes.");
            }
        }

        return new()
        {
            Algorithm = FindAlgorithm(algorithm),
            ContentType = contentType is { Length: > 0 }
                ? contentType
                : throw EnvelopeFaultException.Malformed("content-type-missing", "The protected header has no \"cty\"."),
            Scheme = scheme,
            SigningTime = signingTime,
            AuthenticSigningTime = authenticSigningTime,
            Expiry = expiry,
            Critical = critical
                ?? throw EnvelopeFaultException.Malformed("crit-missing", "The protected header has no \"crit\"."),
            Extended = extended,
        };
    }

    /// <summary>One of six names, compared exactly. <c>none</c>, HMAC and PKCS #1 v1.5 are not among them.</summary>
    private static SignatureAlgorithm FindAlgorithm(string? name) =>
        SignatureAlgorithm.All.FirstOrDefault(a => a.JwsName == name)
        ?? throw EnvelopeFaultException.Malformed(
            "algorithm-unsupported",
            name is null
                ? "The protected header has no \"alg\"."
                : $"\"alg\" is \"{name}\", which may not sign an envelope.");

    private static DateTimeOffset ReadTime(JsonProperty member)
    {
        var text = JwsReader.Text(member);
        return Rfc3339.TryParse(text, out var time)
            ? time
            : throw EnvelopeFaultException.Malformed(
                "time-malformed", $"\"{member.Name}\" is \"{text}\", which is not an RFC 3339 time.");
    }

    private static List<CriticalName> ReadCritical(JsonProperty member)
    {
        if (member.Value.ValueKind != JsonValueKind.Array || member.Value.GetArrayLength() == 0)
        {
            throw EnvelopeFaultException.Malformed("crit-malformed", "\"crit\" is not an array with something in it.");
        }

        var names = new List<CriticalName>();
        foreach (var item in member.Value.EnumerateArray())
        {
            if (names.Count == SignatureLimits.CborItems)
            {
                throw EnvelopeFaultException.Malformed(
                    "crit-malformed", $"\"crit\" has more than {SignatureLimits.CborItems} items.");
            }

            names.Add(item.ValueKind == JsonValueKind.String && JwsReader.TryText(item) is { } name
                ? new(name)
                : throw EnvelopeFaultException.Malformed("crit-malformed", "\"crit\" has an item that is not a string."));
        }

        return names;
    }

    private static SignedAttribute ReadExtended(JsonProperty member)
    {
        if (Registered.Contains(member.Name, StringComparer.OrdinalIgnoreCase))
        {
            throw EnvelopeFaultException.Malformed(
                "attribute-name-case", $"The attribute \"{member.Name}\" differs from a known one in case alone.");
        }

        object? value = member.Value.ValueKind switch
        {
            JsonValueKind.String => JwsReader.Text(member),
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            JsonValueKind.Null => null,
            JsonValueKind.Number when member.Value.TryGetInt64(out var integer) => integer,
            JsonValueKind.Number when member.Value.TryGetDouble(out var number) && double.IsFinite(number) => number,
            _ => new ReadOnlyMemory<byte>(JsonText(member.Value)),
        };
        return new(member.Name, value, IsCritical: false);
    }

    private static byte[] JsonText(JsonElement value) => System.Text.Encoding.UTF8.GetBytes(value.GetRawText());
}
