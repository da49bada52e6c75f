using System.Globalization;
using System.Text;

namespace Signet.Cli.Output;

/// <summary>
/// Makes text from outside safe to show. Names, subjects, annotations and messages of registries can hold escape
/// sequences that rewrite what a terminal shows, line breaks that forge a line of output, and direction marks that turn
/// a name around (attack R15): everything that is not a visible character is written as an escape.
/// </summary>
internal static class TerminalText
{
    /// <summary>True for what a terminal shows as itself.</summary>
    public static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate
        or UnicodeCategory.OtherNotAssigned) && rune != Rune.ReplacementChar;

    /// <summary>The text with everything escaped that is not printable, line breaks included.</summary>
    public static string Escape(string? text) => Escape(text, keepNewlines: false);

    /// <summary>The same for text whose line breaks are ours.</summary>
    public static string EscapeLines(string? text) => Escape(text, keepNewlines: true);

    /// <summary>The same for text that is shown as it came: line breaks and tabs stay.</summary>
    public static string EscapeControls(string? text) => string.Join(
        '\n', (text ?? "").Split('\n').Select(line => string.Join('\t', line.Split('\t').Select(Escape))));

    /// <summary>
    /// The same for a JSON document: what is not printable becomes <c>\uXXXX</c>, which reads back as the same text.
    /// Characters beyond ASCII stand only inside JSON strings, so the document stays the same document.
    /// </summary>
    public static string EscapeJson(string json)
    {
        if (json.AsSpan().IndexOfAnyExceptInRange('\0', '~') < 0)
        {
            return json;
        }

        var builder = new StringBuilder(json.Length + 64);
        Span<char> units = stackalloc char[2];
        foreach (var rune in json.EnumerateRunes())
        {
            if (rune.IsAscii ? rune.Value != 0x7f : IsPrintable(rune))
            {
                builder.Append(rune.ToString());
                continue;
            }

            foreach (var unit in units[..rune.EncodeToUtf16(units)])
            {
                builder.Append($"\\u{(int)unit:x4}");
            }
        }

        return builder.ToString();
    }

    private static string Escape(string? text, bool keepNewlines)
    {
        if (string.IsNullOrEmpty(text) || text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return text ?? "";
        }

        var builder = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' when keepNewlines => builder.Append('\n'),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                < 0x20 or (>= 0x7f and < 0xa0) => builder.Append("\\x").Append(rune.Value.ToString("x2", null)),
                _ when IsPrintable(rune) => builder.Append(rune.ToString()),
                _ => builder.Append("\\u{").Append(rune.Value.ToString("x", null)).Append('}'),
            };
        }

        return builder.ToString();
    }
}
