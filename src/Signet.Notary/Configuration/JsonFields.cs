using System.Text.Json;

namespace Signet.Notary.Configuration;

/// <summary>
/// Members of a JSON object as Go's decoder finds them: by name without regard to case, with <c>null</c> as not there.
/// <see cref="Signet.Json.StrictJson"/> has made sure before that no two members differ only in case.
/// </summary>
internal static class JsonFields
{
    public static JsonElement Object(JsonElement element, string what) =>
        element.ValueKind == JsonValueKind.Object
            ? element
            : throw new JsonException($"{what} must be a JSON object and is {Kind(element)}");

    public static JsonElement? Find(JsonElement parent, string name)
    {
        foreach (var member in parent.EnumerateObject())
        {
            if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return member.Value.ValueKind == JsonValueKind.Null ? null : member.Value;
            }
        }

        return null;
    }

    public static string? String(JsonElement parent, string name) =>
        Find(parent, name) is { } value ? Text(value, name) : null;

    public static IReadOnlyList<string> Strings(JsonElement parent, string name) =>
        [.. Items(parent, name).Select(item => item.ValueKind == JsonValueKind.Null ? "" : Text(item, $"{name}[]"))];

    public static IEnumerable<JsonElement> Items(JsonElement parent, string name) => Find(parent, name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
        { } other => throw new JsonException($"member \"{name}\" must be an array and is {Kind(other)}"),
    };

    /// <summary>False when it is not there.</summary>
    public static bool Flag(JsonElement parent, string name) => Find(parent, name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        { } other => throw new JsonException($"member \"{name}\" must be a boolean and is {Kind(other)}"),
    };

    /// <summary>A whole number; null when it is not there.</summary>
    public static long? Integer(JsonElement parent, string name) => Find(parent, name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var value) => value,
        { ValueKind: JsonValueKind.Number } => throw new JsonException($"member \"{name}\" must be a whole number"),
        { } other => throw new JsonException($"member \"{name}\" must be a number and is {Kind(other)}"),
    };

    /// <summary>A map of texts; its keys are taken as they are.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Map(JsonElement parent, string name) =>
        Find(parent, name) is { } map
            ? [.. Object(map, $"member \"{name}\"").EnumerateObject().Select(member => KeyValuePair.Create(
                member.Name, member.Value.ValueKind == JsonValueKind.Null ? "" : Text(member.Value, $"{name}.{member.Name}")))]
            : [];

    /// <summary>Names of members that are none of <paramref name="known"/>.</summary>
    public static IEnumerable<JsonProperty> Unknown(JsonElement parent, params string[] known) =>
        parent.EnumerateObject().Where(member => !known.Contains(member.Name, StringComparer.OrdinalIgnoreCase));

    private static string Text(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new JsonException($"member \"{name}\" must be a string and is {Kind(value)}");

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };
}
