using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Signet.Cli.Output;

/// <summary>JSON that is shown: indented without a change of anything else, as Go's <c>json.Indent</c> does.</summary>
internal static class JsonText
{
    /// <summary>Depth of what is read here: a tree of referrers nests two levels for each of its own.</summary>
    private const int MaxDepth = 1000;

    /// <summary>What makes <paramref name="json"/> no JSON; null when nothing does.</summary>
    public static string? FindFault(ReadOnlySpan<byte> json)
    {
        if (!System.Text.Unicode.Utf8.IsValid(json))
        {
            return "it is not valid UTF-8";
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    /// <summary>
    /// A document whose texts can all be read: an escaped half of a surrogate pair, which is JSON but no text, becomes a
    /// replacement character, as in Go.
    /// </summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json) =>
        JsonDocument.Parse(ReplaceHalfPairs(json), new JsonDocumentOptions { MaxDepth = MaxDepth });

    /// <summary>Valid JSON on lines of its own, two blanks a level; every text and number stays as it is written.</summary>
    public static string Indent(ReadOnlySpan<byte> json)
    {
        var text = new StringBuilder(json.Length * 2);
        var characters = Encoding.UTF8.GetString(json);
        var depth = 0;
        for (var i = 0; i < characters.Length; i++)
        {
            var c = characters[i];
            switch (c)
            {
                case '"':
                    var end = EndOfString(characters, i);
                    text.Append(characters, i, end - i);
                    i = end - 1;
                    break;
                case '{' or '[':
                    var next = NextVisible(characters, i + 1);
                    text.Append(c);
                    if (next < characters.Length && characters[next] is '}' or ']')
                    {
                        text.Append(characters[next]);
                        i = next;
                        break;
                    }

                    NewLine(text, ++depth);
                    break;
                case '}' or ']':
                    NewLine(text, --depth);
                    text.Append(c);
                    break;
                case ',':
                    text.Append(c);
                    NewLine(text, depth);
                    break;
                case ':':
                    text.Append(": ");
                    break;
                case ' ' or '\t' or '\r' or '\n':
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return text.ToString();
    }

    private static ReadOnlyMemory<byte> ReplaceHalfPairs(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOf("\\ud"u8) < 0 && json.Span.IndexOf("\\uD"u8) < 0)
        {
            return json;
        }

        var copy = json.ToArray();
        for (var i = 0; i + 1 < copy.Length; i++)
        {
            if (copy[i] != '\\')
            {
                continue;
            }

            if (Surrogate(copy, i, 0xd800) && Surrogate(copy, i + 6, 0xdc00))
            {
                i += 11;
            }
            else if (Surrogate(copy, i, 0xd800) || Surrogate(copy, i, 0xdc00))
            {
                "fffd"u8.CopyTo(copy.AsSpan(i + 2));
                i += 5;
            }
            else
            {
                i++;
            }
        }

        return copy;
    }

    /// <summary>True when an escape of the range of 1024 values from <paramref name="first"/> stands there.</summary>
    private static bool Surrogate(byte[] json, int start, int first) =>
        start + 6 <= json.Length
        && json[start] == '\\' && json[start + 1] == 'u'
        && int.TryParse(
            Encoding.ASCII.GetString(json, start + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
        && value >= first && value < first + 0x400;

    private static int EndOfString(string json, int start)
    {
        var i = start + 1;
        while (i < json.Length && json[i] != '"')
        {
            i += json[i] == '\\' ? 2 : 1;
        }

        return Math.Min(i + 1, json.Length);
    }

    private static int NextVisible(string json, int i)
    {
        while (i < json.Length && json[i] is ' ' or '\t' or '\r' or '\n')
        {
            i++;
        }

        return i;
    }

    private static void NewLine(StringBuilder text, int depth) => text.Append('\n').Append(' ', depth * 2);
}
