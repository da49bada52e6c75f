using System.Globalization;
using System.Text;

namespace Signet.Notary;

/// <summary>
/// Text in double quotes as Go's <c>%q</c> writes it: scripts match on messages that hold names from policies, and nothing
/// in such a name may look like the end of it.
/// </summary>
internal static class GoQuote
{
    public static string Text(string text)
    {
        var builder = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append(@"\\"),
                _ => Append(builder, rune),
            };
        }

        return builder.Append('"').ToString();
    }

    /// <summary>Appends a character, escaped when it cannot be printed.</summary>
    public static StringBuilder Append(StringBuilder builder, Rune rune) => rune.Value switch
    {
        '\n' => builder.Append("\\n"),
        '\r' => builder.Append("\\r"),
        '\t' => builder.Append("\\t"),
        < 0x20 or 0x7f => builder.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        _ when IsPrintable(rune) => builder.Append(rune.ToString()),
        <= 0xffff => builder.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => builder.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    };

    /// <summary>Go's <c>%q</c> of a list: <c>["a" "b"]</c>.</summary>
    public static string List(IEnumerable<string> items) => $"[{string.Join(' ', items.Select(Text))}]";

    private static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not
        (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);
}
