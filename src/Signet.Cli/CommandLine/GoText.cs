using System.Text;

namespace Signet.Cli.CommandLine;

/// <summary>Text as Go's <c>fmt</c> writes it, because scripts match on error messages that hold it.</summary>
internal static class GoText
{
    /// <summary>Go's <c>%q</c>: double quotes, control characters and what cannot be printed as escapes.</summary>
    public static string Quote(string text)
    {
        var builder = new StringBuilder(text.Length + 2).Append('"');
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '"':
                    builder.Append("\\\"");
                    break;
                case '\\':
                    builder.Append("\\\\");
                    break;
                case '\n':
                    builder.Append("\\n");
                    break;
                case '\r':
                    builder.Append("\\r");
                    break;
                case '\t':
                    builder.Append("\\t");
                    break;
                case < 0x20 or 0x7f:
                    builder.Append("\\x").Append(rune.Value.ToString("x2", null));
                    break;
                default:
                    if (Output.TerminalText.IsPrintable(rune))
                    {
                        builder.Append(rune.ToString());
                    }
                    else
                    {
                        builder.Append(rune.IsBmp ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}");
                    }

                    break;
            }
        }

        return builder.Append('"').ToString();
    }

    /// <summary>Go's <c>%v</c> of a list: <c>[a b]</c>.</summary>
    public static string List(IEnumerable<string> items) => $"[{string.Join(' ', items)}]";
}
