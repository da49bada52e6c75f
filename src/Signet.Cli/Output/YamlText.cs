using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Signet.Cli.Output;

/// <summary>
/// A text as YAML writes it on one line: plain where it can be, quoted where it would be read as something else. The
/// choice of quotes is that of Go's yaml.v3, which <c>oras discover</c> shows annotations with.
/// </summary>
internal static partial class YamlText
{
    private const string Indicators = "#,[]{}&*!|>'\"%@`";

    private static readonly HashSet<string> OldBooleans =
        ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF"];

    private static readonly HashSet<string> Words =
    [
        "", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", "<<",
        ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF",
    ];

    public static string Scalar(string text)
    {
        if (IsSpecial(text) || Words.Contains(text) || IsNumber(text) || IsTime(text))
        {
            return DoubleQuoted(text);
        }

        return OldBooleans.Contains(text) || IsSexagesimal(text) || !MayBePlain(text)
            ? $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : text;
    }

    private static bool IsSpecial(string text) => text.EnumerateRunes().Any(rune => !TerminalText.IsPrintable(rune));

    /// <summary>YAML 1.2, 7.3.3: no indicator where it would mean something, no blank at either end.</summary>
    private static bool MayBePlain(string text)
    {
        if (text[0] == ' ' || text[^1] == ' ' || Indicators.Contains(text[0], StringComparison.Ordinal)
            || text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal))
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var isBeforeBlank = i + 1 == text.Length || text[i + 1] == ' ';
            if ((text[i] == ':' && isBeforeBlank)
                || (text[i] == '#' && i > 0 && text[i - 1] == ' ')
                || (i == 0 && text[i] is '-' or '?' && isBeforeBlank))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsNumber(string text)
    {
        if (text.Length == 0 || !(char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.'))
        {
            return false;
        }

        var plain = text.Replace("_", "", StringComparison.Ordinal);
        return Whole().IsMatch(plain) || Real().IsMatch(plain);
    }

    private static bool IsTime(string text) =>
        text.Length >= 8 && Date().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _);

    private static bool IsSexagesimal(string text) => Base60().IsMatch(text);

    private static string DoubleQuoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\0' => quoted.Append("\\0"),
                '\a' => quoted.Append("\\a"),
                '\b' => quoted.Append("\\b"),
                '\t' => quoted.Append("\\t"),
                '\n' => quoted.Append("\\n"),
                '\v' => quoted.Append("\\v"),
                '\f' => quoted.Append("\\f"),
                '\r' => quoted.Append("\\r"),
                0x1b => quoted.Append("\\e"),
                _ when TerminalText.IsPrintable(rune) => quoted.Append(rune.ToString()),
                <= 0xff => quoted.Append($"\\x{rune.Value:X2}"),
                _ => quoted.Append(rune.IsBmp ? $"\\u{rune.Value:X4}" : $"\\U{rune.Value:X8}"),
            };
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex("^[-+]?(0|[1-9][0-9]*|0[0-7]+|0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Whole();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Real();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ][0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(\.[0-9]{1,9})?(Z|[-+][0-9]{2}:[0-9]{2})?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Date();

    [GeneratedRegex(@"^[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Base60();
}
