using System.Text;

namespace Signet.Notary.Plugins;

/// <summary>Text from a plugin that people will see: on one line, nothing that steers a terminal, not too long.</summary>
internal static class PluginText
{
    /// <summary>Characters of a message; services explain themselves in some hundred.</summary>
    public const int MessageLength = 4096;

    /// <summary>Characters of a word in a message: a name, a version, a key id.</summary>
    public const int WordLength = 256;

    /// <summary>The text, with what cannot be printed escaped and its end cut off when it is too long.</summary>
    public static string Printable(string text, int maxLength)
    {
        var isLong = text.Length > maxLength;
        var builder = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in (isLong ? text.AsSpan(0, maxLength) : text.AsSpan()).EnumerateRunes())
        {
            GoQuote.Append(builder, rune);
        }

        return isLong ? builder.Append('…').ToString() : builder.ToString();
    }

    /// <summary>A word in double quotes, escaped and cut off likewise.</summary>
    public static string Quoted(string word) =>
        GoQuote.Text(word.Length > WordLength ? word[..WordLength] + "…" : word);
}
