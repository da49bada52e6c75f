using System.Text.Json;
using Signet.Notary.Configuration;
using Signet.Plugins.Messages;
using Signet.Signatures;

namespace Signet.Notary.Plugins;

/// <summary>
/// Reads what plugins answer on standard output. Member names are matched as Go matches them, without regard to case;
/// unknown members are passed over, as the protocol asks for later versions; a missing or null member is empty, and the
/// rules of each command say whether it may be.
/// </summary>
internal static class PluginAnswers
{
    /// <summary>Reads an answer.</summary>
    /// <exception cref="PluginCallException">It is not one strict JSON value of the right form.</exception>
    public static T Read<T>(string plugin, string command, byte[] output, Func<JsonElement, T> read)
    {
        try
        {
            using var document = PluginDocument.Parse(output);
            return read(JsonFields.Object(document.RootElement, "the answer"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new PluginCallException(
                PluginFailure.Malformed, $"failed to unmarshal the response of {command} command for plugin {plugin}", e);
        }
    }

    public static PluginMetadata Metadata(JsonElement answer) => new()
    {
        Name = Text(answer, "name"),
        Description = Text(answer, "description"),
        Version = Text(answer, "version"),
        Url = Text(answer, "url"),
        SupportedContractVersions = JsonFields.Strings(answer, "supportedContractVersions"),
        Capabilities = JsonFields.Strings(answer, "capabilities"),
    };

    public static DescribeKeyResponse Key(JsonElement answer) => new()
    {
        KeyId = Text(answer, "keyId"),
        KeySpec = Text(answer, "keySpec"),
    };

    public static GenerateSignatureResponse Signature(JsonElement answer) => new()
    {
        KeyId = Text(answer, "keyId"),
        Signature = Bytes(JsonFields.Find(answer, "signature")),
        SigningAlgorithm = Text(answer, "signingAlgorithm"),
        CertificateChain = Chain(answer),
    };

    public static GenerateEnvelopeResponse Envelope(JsonElement answer) => new()
    {
        SignatureEnvelope = Bytes(JsonFields.Find(answer, "signatureEnvelope")),
        SignatureEnvelopeType = Text(answer, "signatureEnvelopeType"),
        Annotations = Map(answer, "annotations"),
    };

    public static VerifySignatureResponse Verification(JsonElement answer) => new()
    {
        VerificationResults = Results(answer),
        ProcessedAttributes = JsonFields.Strings(answer, "processedAttributes"),
    };

    public static PluginErrorMessage Error(JsonElement answer) => new()
    {
        ErrorCode = JsonFields.String(answer, "errorCode"),
        ErrorMessage = JsonFields.String(answer, "errorMessage"),
        ErrorMetadata = Map(answer, "errorMetadata"),
    };

    private static string Text(JsonElement parent, string name) => JsonFields.String(parent, name) ?? "";

    private static Dictionary<string, string>? Map(JsonElement parent, string name) =>
        JsonFields.Find(parent, name) is null
            ? null
            : new(JsonFields.Map(parent, name), StringComparer.Ordinal);

    private static ReadOnlyMemory<byte> Bytes(JsonElement? value) => value is { } found ? found.GetBytesFromBase64() : default;

    private static ReadOnlyMemory<byte>[] Chain(JsonElement answer)
    {
        var items = JsonFields.Items(answer, "certificateChain").Take(SignatureLimits.ChainCertificates + 1).ToArray();
        return items.Length <= SignatureLimits.ChainCertificates
            ? [.. items.Select(item => Bytes(item))]
            : throw new JsonException($"the chain has more than {SignatureLimits.ChainCertificates} certificates");
    }

    /// <summary>A result that is null counts as none.</summary>
    private static Dictionary<string, VerificationResult> Results(JsonElement answer)
    {
        var results = new Dictionary<string, VerificationResult>(StringComparer.Ordinal);
        if (JsonFields.Find(answer, "verificationResults") is { } found)
        {
            foreach (var member in JsonFields.Object(found, "member \"verificationResults\"").EnumerateObject())
            {
                if (member.Value.ValueKind != JsonValueKind.Null)
                {
                    var result = JsonFields.Object(member.Value, $"the result of {PluginText.Quoted(member.Name)}");
                    results.Add(
                        member.Name,
                        new()
                        {
                            Success = JsonFields.Find(result, "success")?.GetBoolean() ?? false,
                            Reason = JsonFields.String(result, "reason"),
                        });
                }
            }
        }

        return results;
    }
}
