using System.Globalization;
using System.Text;

namespace Notation.Pkcs11;

/// <summary>Shows what others named: nothing in a label or path may drive a terminal (attack R15).</summary>
internal static class Escaped
{
    private const int Longest = 256;

    /// <summary>A path or word in quotes, control characters and what changes the writing direction as <c>\u….</c></summary>
    public static string Text(string text)
    {
        var shown = new StringBuilder("\"");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            _ = char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
                ? shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : shown.Append(c);
        }

        return shown.Append(text.Length > Longest ? "…\"" : "\"").ToString();
    }

    /// <summary>Bytes as an RFC 7512 attribute value writes them, so that they can be pasted into a key id.</summary>
    public static string Attribute(ReadOnlySpan<byte> value)
    {
        var shown = new StringBuilder();
        foreach (var b in value[..Math.Min(value.Length, Longest)])
        {
            _ = char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~'
                ? shown.Append((char)b)
                : shown.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }

        return shown.Append(value.Length > Longest ? "…" : "").ToString();
    }
}
