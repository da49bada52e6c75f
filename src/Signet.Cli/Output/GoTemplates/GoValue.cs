using System.Globalization;
using System.Text.Json;

namespace Signet.Cli.Output.GoTemplates;

/// <summary>
/// Values in a template: null, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>, <see cref="string"/>, lists
/// and maps with sorted keys.
/// </summary>
/// <remarks>
/// Whole numbers stay whole. Go decodes JSON numbers as floating point, so that <c>oras</c> prints a size of 5000000 as
/// <c>5e+06</c>, refuses to compare it with 5000000 and cannot format it with <c>%d</c>; no script wants that.
/// </remarks>
internal static class GoValue
{
    public static object? FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Map(element),
        JsonValueKind.Array => element.EnumerateArray().Select(FromJson).ToList(),
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Go's truth: empty, zero and nothing are false.</summary>
    public static bool IsTrue(object? value) => value switch
    {
        null => false,
        bool b => b,
        long n => n != 0,
        double d => d != 0,
        string s => s.Length > 0,
        IReadOnlyList<object?> list => list.Count > 0,
        IReadOnlyDictionary<string, object?> map => map.Count > 0,
        _ => true,
    };

    /// <summary>The name of its type as Go's messages give it.</summary>
    public static string TypeName(object? value) => value switch
    {
        null => "<nil>",
        bool => "bool",
        long => "int",
        double => "float64",
        string => "string",
        IReadOnlyList<object?> => "[]interface {}",
        _ => "map[string]interface {}",
    };

    /// <summary>Go's <c>%v</c> of a number: the fewest digits that read back, with an exponent below -4 and from 6 on.</summary>
    public static string Number(double value)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : value < 0 ? "-Inf" : "0";
        }

        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var mantissa = shortest.Split('E')[0].Replace("-", "", StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal).Trim('0');
        var scientific = value.ToString("E16", CultureInfo.InvariantCulture);
        var exponent = int.Parse(scientific.Split('E')[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent is >= -4 and < 6)
        {
            return ((decimal)value).ToString(CultureInfo.InvariantCulture);
        }

        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return $"{(value < 0 ? "-" : "")}{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
    }

    private static SortedDictionary<string, object?> Map(JsonElement element)
    {
        var map = new SortedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            map[member.Name] = FromJson(member.Value);
        }

        return map;
    }
}
