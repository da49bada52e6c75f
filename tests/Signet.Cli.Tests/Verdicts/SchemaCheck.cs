using System.Text.Json;
using System.Text.RegularExpressions;

namespace Signet.Cli.Tests.Verdicts;

/// <summary>The part of JSON Schema that docs/schemas uses; unknown keywords fail the test.</summary>
internal sealed class SchemaCheck(JsonElement schema)
{
    private static readonly HashSet<string> Annotations = ["$schema", "$id", "$defs", "title", "description", "format"];

    public List<string> Faults { get; } = [];

    /// <summary>The schema describes the document.</summary>
    public static void AssertFits(string json, string name = "verdict") => Assert.Empty(FaultsOf(json, name));

    /// <summary>What a schema says against the document.</summary>
    public static List<string> FaultsOf(string json, string name = "verdict")
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(
            Path.Combine(AppContext.BaseDirectory, "Schemas", $"{name}.schema.json")));
        using var document = JsonDocument.Parse(json);
        var check = new SchemaCheck(schema.RootElement);
        check.Check(document.RootElement);
        return check.Faults;
    }

    public void Check(JsonElement value) => Check(schema, value, "$");

    private void Check(JsonElement rule, JsonElement value, string at)
    {
        foreach (var keyword in rule.EnumerateObject().Where(k => !Annotations.Contains(k.Name)))
        {
            switch (keyword.Name)
            {
                case "$ref":
                    var name = keyword.Value.GetString()!.Split('/')[^1];
                    Check(schema.GetProperty("$defs").GetProperty(name), value, at);
                    break;
                case "oneOf":
                    var matches = keyword.Value.EnumerateArray().Count(r => Holds(r, value));
                    Expect(matches == 1, $"{at}: {matches} alternatives match");
                    break;
                case "enum":
                    Expect(
                        keyword.Value.EnumerateArray().Any(v => JsonElement.DeepEquals(v, value)),
                        $"{at}: {value} is not among {keyword.Value}");
                    break;
                case "type":
                    string[] types = keyword.Value.ValueKind == JsonValueKind.Array
                        ? [.. keyword.Value.EnumerateArray().Select(t => t.GetString()!)]
                        : [keyword.Value.GetString()!];
                    Expect(types.Contains(TypeOf(value)), $"{at}: is {TypeOf(value)}");
                    break;
                case "required" when value.ValueKind == JsonValueKind.Object:
                    foreach (var member in keyword.Value.EnumerateArray())
                    {
                        Expect(value.TryGetProperty(member.GetString()!, out _), $"{at}: {member} is missing");
                    }

                    break;
                case "properties" when value.ValueKind == JsonValueKind.Object:
                    foreach (var member in value.EnumerateObject())
                    {
                        if (keyword.Value.TryGetProperty(member.Name, out var memberRule))
                        {
                            Check(memberRule, member.Value, $"{at}.{member.Name}");
                        }
                    }

                    break;
                case "additionalProperties" when value.ValueKind == JsonValueKind.Object:
                    CheckAdditional(rule, keyword.Value, value, at);
                    break;
                case "items" when value.ValueKind == JsonValueKind.Array:
                    foreach (var (index, item) in value.EnumerateArray().Index())
                    {
                        Check(keyword.Value, item, $"{at}[{index}]");
                    }

                    break;
                case "pattern" when value.ValueKind == JsonValueKind.String:
                    Expect(Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!), $"{at}: {value}");
                    break;
                case "minimum" when value.ValueKind == JsonValueKind.Number:
                    Expect(value.GetInt64() >= keyword.Value.GetInt64(), $"{at}: {value}");
                    break;
                case "required" or "properties" or "additionalProperties" or "items" or "pattern" or "minimum":
                    break;
                default:
                    throw new NotSupportedException($"the schema uses {keyword.Name}");
            }
        }
    }

    private void CheckAdditional(JsonElement rule, JsonElement additional, JsonElement value, string at)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (rule.TryGetProperty("properties", out var known) && known.TryGetProperty(member.Name, out _))
            {
                continue;
            }

            if (additional.ValueKind == JsonValueKind.False)
            {
                Faults.Add($"{at}: {member.Name} is not in the schema");
            }
            else
            {
                Check(additional, member.Value, $"{at}.{member.Name}");
            }
        }
    }

    private bool Holds(JsonElement rule, JsonElement value)
    {
        var inner = new SchemaCheck(schema);
        inner.Check(rule, value, "$");
        return inner.Faults.Count == 0;
    }

    private void Expect(bool condition, string fault)
    {
        if (!condition)
        {
            Faults.Add(fault);
        }
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Null => "null",
        _ => value.TryGetInt64(out _) ? "integer" : "number",
    };
}
