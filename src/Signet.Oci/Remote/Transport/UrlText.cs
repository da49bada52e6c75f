using System.Text;

namespace Signet.Oci.Remote.Transport;

/// <summary>
/// Addresses and foreign text as they may be shown: without what grants access (attack H6) and without what moves a
/// terminal's cursor (attack R15).
/// </summary>
internal static class UrlText
{
    // Everything else in a query may be the signature of a pre-signed storage address.
    private static readonly HashSet<string> ShownParameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "artifactType", "digest", "mount", "from", "n", "last", "service", "scope", "ns", "tag",
    };

    /// <summary>The address, with the value of every query parameter but the specification's own replaced.</summary>
    public static string Redact(Uri uri)
    {
        var text = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        if (uri.Query.Length <= 1)
        {
            return text;
        }

        var builder = new StringBuilder(text);
        var separator = '?';
        foreach (var parameter in uri.Query[1..].Split('&'))
        {
            var equals = parameter.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? parameter : parameter[..equals];
            builder.Append(separator).Append(name);
            if (equals >= 0)
            {
                builder.Append('=').Append(ShownParameters.Contains(name) ? parameter[(equals + 1)..] : "*****");
            }

            separator = '&';
        }

        return builder.ToString();
    }

    /// <summary>Foreign text on one line: control and format characters become spaces, length is bounded.</summary>
    public static string Clean(string? text, int maxLength = 1024)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var builder = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (builder.Length >= maxLength)
            {
                builder.Append('…');
                break;
            }

            var isShown = Rune.GetUnicodeCategory(rune)
                is not (System.Globalization.UnicodeCategory.Control or System.Globalization.UnicodeCategory.Format
                    or System.Globalization.UnicodeCategory.LineSeparator
                    or System.Globalization.UnicodeCategory.ParagraphSeparator);
            builder.Append(isShown ? rune.ToString() : " ");
        }

        return builder.ToString().Trim();
    }
}
