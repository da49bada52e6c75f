using System.Globalization;
using System.Text;

namespace Signet.Signatures.Revocation.Fetching;

/// <summary>
/// Text that a stranger chose, as it may stand in a message: on one line, escaped where a terminal would do more than show
/// it (attack R15), and of bounded length.
/// </summary>
internal static class ForeignText
{
    /// <summary>Characters of a foreign text that are shown; addresses of real responders have some 40.</summary>
    private const int MaxLength = 200;

    /// <summary>The text between quotation marks.</summary>
    public static string Quote(string? text) => $"\"{Escape(text)}\"";

    /// <summary>The text, escaped and cut.</summary>
    public static string Escape(string? text)
    {
        var builder = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (builder.Length >= MaxLength)
            {
                return builder.Append('…').ToString();
            }

            _ = rune.Value switch
            {
                '"' or '\\' => builder.Append('\\').Append((char)rune.Value),
                >= ' ' and <= '~' => builder.Append((char)rune.Value),
                _ => builder.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
            };
        }

        return builder.ToString();
    }
}
