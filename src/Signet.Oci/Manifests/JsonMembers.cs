using System.Text.Json;

namespace Signet.Oci.Manifests;

/// <summary>
/// The known members of one JSON object of a document that passed <see cref="Json.StrictJson"/>, read with the strictness
/// of attack A16: a known name in another case is a fault, for Go would take it as the member and we would not.
/// </summary>
internal sealed class JsonMembers
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly string _where;

    /// <summary>Collects the members of <paramref name="element"/> that <paramref name="known"/> names.</summary>
    /// <exception cref="FormatException">It is no object, or a known name is written in another case.</exception>
    public JsonMembers(JsonElement element, string where, IReadOnlyList<string> known)
    {
        _where = where;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{where} is not a JSON object");
        }

        foreach (var property in element.EnumerateObject())
        {
            foreach (var name in known)
            {
                if (property.NameEquals(name))
                {
                    _members[name] = property.Value;
                }
                else if (string.Equals(Fold(property.Name), name, StringComparison.OrdinalIgnoreCase))
                {
                    throw new FormatException(
                        $"the member \"{property.Name}\" of {where} must be written \"{name}\": programs differ on which "
                        + "of the two they read");
                }
            }
        }
    }

    /// <summary>True when the member is there, null or not.</summary>
    public bool Has(string name) => _members.ContainsKey(name);

    /// <summary>The member's value; null when it is missing or JSON null.</summary>
    public JsonElement? Find(string name) =>
        _members.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text member.</summary>
    public string? FindText(string name) => Find(name) is { } value ? Text(value, $"{_where}.{name}") : null;

    /// <summary>A list of texts.</summary>
    public IReadOnlyList<string>? FindTexts(string name) =>
        Find(name) is { } value ? [.. Items(value, name).Select(item => Text(item, $"{_where}.{name}"))] : null;

    /// <summary>An object whose values are all texts.</summary>
    public IReadOnlyDictionary<string, string>? FindMap(string name)
    {
        if (Find(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"{_where}.{name} is not a JSON object");
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            map[property.Name] = Text(property.Value, $"{_where}.{name}");
        }

        return map;
    }

    /// <summary>The items of a list; none when the member is missing or null.</summary>
    public IEnumerable<JsonElement> FindItems(string name, int maxItems)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        var items = Items(value, name);
        return value.GetArrayLength() <= maxItems
            ? items
            : throw new OciException(
                OciError.LimitExceeded,
                $"{_where}.{name} has {value.GetArrayLength()} entries, more than the limit of {maxItems}");
    }

    private JsonElement.ArrayEnumerator Items(JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray()
            : throw new FormatException($"{_where}.{name} is not a JSON array");

    private static string Text(JsonElement value, string where)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new FormatException($"{where} is not a JSON string");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Valid JSON, but an escaped half of a surrogate pair is no text.
            throw new FormatException($"{where} holds an unpaired surrogate");
        }
    }

    /// <summary>Go folds these two letters to s and k when it matches member names; .NET does not.</summary>
    private static string Fold(string name) => name.Replace('\u017F', 's').Replace('\u212A', 'k');
}
