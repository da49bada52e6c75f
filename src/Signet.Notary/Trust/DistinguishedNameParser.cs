using System.Text;

namespace Signet.Notary.Trust;

/// <summary>
/// RFC 4514 text into attributes, as far as policies may use it: no multi-valued parts, no values in hexadecimal. Like
/// <c>notation</c> it also takes <c>;</c> as a separator and blanks around types and values.
/// </summary>
internal static class DistinguishedNameParser
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly Dictionary<string, string> TypeNames = new(StringComparer.Ordinal)
    {
        ["S"] = "ST",
        ["2.5.4.3"] = "CN",
        ["2.5.4.5"] = "SERIALNUMBER",
        ["2.5.4.6"] = "C",
        ["2.5.4.7"] = "L",
        ["2.5.4.8"] = "ST",
        ["2.5.4.9"] = "STREET",
        ["2.5.4.10"] = "O",
        ["2.5.4.11"] = "OU",
        ["2.5.4.17"] = "POSTALCODE",
        ["DC"] = "0.9.2342.19200300.100.1.25",
        ["UID"] = "0.9.2342.19200300.100.1.1",

        // As OpenSSL and .NET print it; notation refuses certificates that have it.
        ["emailAddress"] = "1.2.840.113549.1.9.1",
        ["E"] = "1.2.840.113549.1.9.1",
    };

    /// <summary>True for a type that a certificate's subject can have: a short name from above, or an object identifier.</summary>
    public static bool CanOccur(string type) => char.IsAsciiDigit(type[0]) || TypeNames.ContainsValue(type);

    /// <summary>Reads <paramref name="text"/>; what is wrong with it, or null.</summary>
    public static string? Parse(string text, out List<KeyValuePair<string, string>> attributes)
    {
        attributes = [];
        if (text.AsSpan().Trim(' ').IsEmpty)
        {
            return "it is empty";
        }

        var position = 0;
        while (true)
        {
            if (ReadAttribute(text, ref position, out var attribute) is { } fault)
            {
                return fault;
            }

            attributes.Add(attribute);
            if (position == text.Length)
            {
                return null;
            }

            position++;
        }
    }

    /// <summary>RFC 4514 §2.4: special characters, number signs, and blanks at both ends.</summary>
    public static void AppendEscaped(StringBuilder text, string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            switch (value[i])
            {
                case '"' or '+' or ',' or ';' or '<' or '>' or '\\' or '=':
                case ' ' when i == 0 || i == value.Length - 1:
                    text.Append('\\').Append(value[i]);
                    break;
                case '#':
                    // Everywhere, and in digits: after an equals sign even an escaped one would spell "=#", which is refused.
                    text.Append("\\23");
                    break;
                case '\0':
                    text.Append("\\00");
                    break;
                default:
                    text.Append(value[i]);
                    break;
            }
        }
    }

    /// <summary>Leaves <paramref name="position"/> at the separator, or at the end.</summary>
    private static string? ReadAttribute(string text, ref int position, out KeyValuePair<string, string> attribute)
    {
        attribute = default;
        var end = FindUnescaped(text, position, "=,;+");
        if (end == text.Length || text[end] != '=')
        {
            var part = text[position..end].Trim(' ');
            return $"the part {GoQuote.Text(part)} has no '=' between type and value";
        }

        var type = text[position..end].Trim(' ');
        if (!IsType(type))
        {
            return $"{GoQuote.Text(type)} is not an attribute type";
        }

        position = end + 1;
        end = FindUnescaped(text, position, ",;+");
        if (end < text.Length && text[end] == '+')
        {
            return "it has multi-valued RDN attributes, remove multi-valued RDN attributes as they are not supported";
        }

        var fault = ReadValue(text[position..end], out var value);
        position = end;
        attribute = new(TypeNames.GetValueOrDefault(type, type), value);
        return fault is null ? null : $"{fault} in the value of {type}";
    }

    private static int FindUnescaped(string text, int start, string wanted)
    {
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (wanted.Contains(text[i], StringComparison.Ordinal))
            {
                return i;
            }
        }

        return text.Length;
    }

    private static string? ReadValue(string raw, out string value)
    {
        value = "";
        var text = raw.AsSpan().TrimStart(' ');
        if (text.StartsWith('#'))
        {
            return "an unescaped '#' at the start is not supported";
        }

        var bytes = new List<byte>(text.Length);
        var significant = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                if (ReadEscape(text[(i + 1)..], bytes) is not { } length)
                {
                    return "a backslash is followed by neither a special character nor two hexadecimal digits";
                }

                i += length;
                significant = bytes.Count;
                continue;
            }

            var length16 = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(text.Slice(i, length16).ToString()));
            if (text[i] != ' ')
            {
                significant = bytes.Count;
            }

            i += length16 - 1;
        }

        try
        {
            // Blanks at the end that were not escaped are none of the value.
            value = StrictUtf8.GetString(bytes.ToArray(), 0, significant);
            return null;
        }
        catch (ArgumentException)
        {
            return "the escaped bytes are not UTF-8";
        }
    }

    /// <summary>The number of characters after the backslash; null when they are no escape.</summary>
    private static int? ReadEscape(ReadOnlySpan<char> rest, List<byte> bytes)
    {
        if (!rest.IsEmpty && " \"#+,;<=>\\".Contains(rest[0], StringComparison.Ordinal))
        {
            bytes.Add((byte)rest[0]);
            return 1;
        }

        if (rest.Length >= 2 && char.IsAsciiHexDigit(rest[0]) && char.IsAsciiHexDigit(rest[1]))
        {
            bytes.Add(Convert.FromHexString(rest[..2])[0]);
            return 2;
        }

        return null;
    }

    /// <summary>RFC 4514 §3: a short name, or an object identifier.</summary>
    private static bool IsType(string type) =>
        type.Length > 0
        && (char.IsAsciiLetter(type[0])
            ? type.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            : char.IsAsciiDigit(type[0]) && type.All(c => char.IsAsciiDigit(c) || c == '.'));
}
