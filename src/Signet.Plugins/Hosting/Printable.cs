namespace Signet.Plugins.Hosting;

/// <summary>Makes text from outside fit for one line of a message or a log.</summary>
internal static class Printable
{
    private const int Longest = 128;

    /// <summary>At most <see cref="Longest"/> characters, control characters as spaces.</summary>
    public static string Line(string? text)
    {
        var line = string.Create(Math.Min(text?.Length ?? 0, Longest), text ?? "", static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });
        return text?.Length > Longest ? line + "…" : line;
    }

    /// <summary>At most <see cref="PluginLimits.ErrorCharacters"/> characters; line breaks stay.</summary>
    public static string Message(string text) =>
        text.Length <= PluginLimits.ErrorCharacters ? text : text[..PluginLimits.ErrorCharacters] + "…";
}
