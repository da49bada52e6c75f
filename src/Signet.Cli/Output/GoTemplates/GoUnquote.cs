using System.Globalization;
using System.Text;

namespace Signet.Cli.Output.GoTemplates;

/// <summary>The escapes of Go's quoted constants.</summary>
internal static class GoUnquote
{
    /// <summary>The text that <paramref name="inner"/>, what stands between the quotes, means; null when it means none.</summary>
    public static string? Read(string inner, char quote)
    {
        // Bytes, because \xNN and \NNN are bytes of UTF-8.
        var bytes = new List<byte>(inner.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < inner.Length;)
        {
            if (inner[i] != '\\')
            {
                if (Rune.DecodeFromUtf16(inner.AsSpan(i), out var rune, out var length) != System.Buffers.OperationStatus.Done)
                {
                    return null;
                }

                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                i += length;
                continue;
            }

            if (i + 1 >= inner.Length)
            {
                return null;
            }

            var escape = inner[i + 1];
            i += 2;
            var simple = "abfnrtv\\".IndexOf(escape, StringComparison.Ordinal);
            if (simple >= 0 || escape == quote)
            {
                bytes.Add(simple >= 0 ? (byte)"\a\b\f\n\r\t\v\\"[simple] : (byte)quote);
                continue;
            }

            var (digits, radix) = escape switch
            {
                'x' => (2, 16),
                'u' => (4, 16),
                'U' => (8, 16),
                >= '0' and <= '7' => (3, 8),
                _ => (0, 0),
            };
            i -= radix == 8 ? 1 : 0;
            if (digits == 0 || i + digits > inner.Length || Value(inner.AsSpan(i, digits), radix) is not { } value)
            {
                return null;
            }

            i += digits;
            if (digits < 4)
            {
                if (value > 255)
                {
                    return null;
                }

                bytes.Add((byte)value);
            }
            else if (Rune.TryCreate(value, out var rune))
            {
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
            }
            else
            {
                return null;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static uint? Value(ReadOnlySpan<char> digits, int radix)
    {
        if (radix == 16)
        {
            return uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) ? hex : null;
        }

        var value = 0u;
        foreach (var c in digits)
        {
            if (c is < '0' or > '7')
            {
                return null;
            }

            value = (value * 8) + (uint)(c - '0');
        }

        return value;
    }
}
