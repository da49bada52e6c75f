using System.Text.Json;
using Signet.Json;

namespace Signet.Oci.Remote.Transport;

/// <summary>One entry of a registry's error body (distribution-spec, "Error Codes").</summary>
internal sealed record RegistryError(string Code, string Message, string Detail)
{
    public const string NameUnknown = "NAME_UNKNOWN";

    /// <summary>The entry as <c>oras</c> and <c>notation</c> show it: <c>unauthorized: authentication required</c>.</summary>
    public override string ToString()
    {
        var text = Code.Replace('_', ' ').ToLowerInvariant();
        text += Message.Length == 0 ? "" : $": {Message}";
        return text + (Detail.Length == 0 ? "" : $": {Detail}");
    }

    /// <summary>The entries of <paramref name="body"/>; none when it is something else than an error body.</summary>
    public static IReadOnlyList<RegistryError> Parse(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty || StrictJson.FindFault(body.Span) is not null)
        {
            return [];
        }

        using var document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("errors", out var errors)
            || errors.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        return [.. errors.EnumerateArray()
            .Where(e => e.ValueKind == JsonValueKind.Object)
            .Take(8)
            .Select(e => new RegistryError(Text(e, "code"), Text(e, "message"), Text(e, "detail")))];
    }

    private static string Text(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return "";
        }

        return UrlText.Clean(value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText(), 512);
    }
}
