using System.Text.Json;

namespace Signet.Signatures.Envelopes.Jws;

/// <summary>
/// The member <c>header</c>: certificates, timestamp and signing agent, none of them signed. Members beyond these are
/// ignored.
/// </summary>
internal sealed class JwsUnprotectedHeader
{
    public required IReadOnlyList<ReadOnlyMemory<byte>> CertificateChain { get; init; }

    public ReadOnlyMemory<byte>? TimestampToken { get; init; }

    public string? SigningAgent { get; init; }

    public static JwsUnprotectedHeader Read(JsonElement? header)
    {
        if (header is not { ValueKind: JsonValueKind.Object } present)
        {
            throw EnvelopeFaultException.Malformed(
                "jws-member-missing", "The envelope has no member \"header\" that is an object.");
        }

        IReadOnlyList<ReadOnlyMemory<byte>> chain = [];
        ReadOnlyMemory<byte>? token = null;
        string? agent = null;
        foreach (var member in present.EnumerateObject())
        {
            switch (member.Name)
            {
                case "x5c":
                    chain = ReadChain(member.Value);
                    break;
                case AttributeNames.TimestampSignature when member.Value.ValueKind != JsonValueKind.Null:
                    var bytes = StrictBase64.Decode(JwsReader.Text(member))
                        ?? throw EnvelopeFaultException.Malformed(
                            "jws-base64", $"\"{member.Name}\" is not base64 in its canonical spelling.");
                    token = bytes.Length > 0 ? bytes : default(ReadOnlyMemory<byte>?);
                    break;
                default:
                    // Envelopes exist that spell it "SigningAgent". It must never make verification fail
                    // (signature-specification.md, "Unsigned Attributes").
                    if (string.Equals(member.Name, AttributeNames.SigningAgent, StringComparison.OrdinalIgnoreCase)
                        && member.Value.ValueKind == JsonValueKind.String)
                    {
                        agent = JwsReader.TryText(member.Value);
                    }

                    break;
            }
        }

        CertificateParts.CheckLimits(chain);
        return new() { CertificateChain = chain, TimestampToken = token, SigningAgent = agent };
    }

    private static List<ReadOnlyMemory<byte>> ReadChain(JsonElement x5c)
    {
        if (x5c.ValueKind != JsonValueKind.Array)
        {
            throw EnvelopeFaultException.Malformed("certificate-chain-type", "\"x5c\" is not an array.");
        }

        var chain = new List<ReadOnlyMemory<byte>>();
        foreach (var item in x5c.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || JwsReader.TryText(item) is not { } text)
            {
                throw EnvelopeFaultException.Malformed(
                    "certificate-chain-type", "\"x5c\" has an item that is not a string.");
            }

            if (chain.Count <= SignatureLimits.ChainCertificates)
            {
                chain.Add(StrictBase64.Decode(text)
                    ?? throw EnvelopeFaultException.Malformed(
                        "jws-base64",
                        $"Certificate {chain.Count + 1} in \"x5c\" is not base64 in its canonical spelling."));
            }
        }

        return chain;
    }
}
