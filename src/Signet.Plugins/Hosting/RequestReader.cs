using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Signet.Json;
using Signet.Plugins.Messages;

namespace Signet.Plugins.Hosting;

/// <summary>Reads one request: the whole of standard input, not a line of it, within limits, one strict JSON object.</summary>
internal static class RequestReader
{
    /// <summary>
    /// The request. Members it does not know are passed over, so that hosts of later minor versions can talk to it; no
    /// value gets into a message, for it may be a secret.
    /// </summary>
    /// <exception cref="PluginException"><see cref="PluginErrorCode.Validation"/>: it is none.</exception>
    public static async Task<T> ReadAsync<T>(Stream input, JsonTypeInfo<T> type, DebugLog log, CancellationToken cancellationToken)
        where T : class
    {
        var json = await BoundedReader.ReadAllAsync(input, PluginProtocol.MaxMessageBytes, cancellationToken)
            ?? throw Invalid($"is larger than {PluginProtocol.MaxMessageBytes} bytes");
        if (json.Length == 0)
        {
            throw Invalid("is empty; send a JSON object, {} at least");
        }

        if (StrictJson.FindFault(json, PluginLimits.RequestTokens) is { } fault)
        {
            throw Invalid($"is not one JSON object: {fault}");
        }

        log.Request(json);
        try
        {
            var request = JsonSerializer.Deserialize(json, type) ?? throw Invalid("is null; send a JSON object");
            return request is not PluginRequest || HasContractVersion(json)
                ? request
                : throw Invalid("has no contractVersion, which is required");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            var path = (e as JsonException)?.Path;
            throw Invalid(path is null or "$"
                ? "is not a JSON object"
                : $"has a value of the wrong type or form at {path.Replace("$.", "", StringComparison.Ordinal)}");
        }
    }

    /// <summary>The record cannot tell: its default is the version that this library writes.</summary>
    private static bool HasContractVersion(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName } && reader.ValueTextEquals("contractVersion"u8))
            {
                return true;
            }
        }

        return false;
    }

    private static PluginException Invalid(string what) =>
        new(PluginErrorCode.Validation, $"the request on standard input {what}");
}
