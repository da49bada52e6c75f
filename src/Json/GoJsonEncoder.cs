using System.Text;
using System.Text.Encodings.Web;

namespace Signet.Json;

/// <summary>
/// Escapes JSON strings exactly as Go's <c>encoding/json</c> does, so that what Signet writes is byte for byte what
/// <c>notation</c> and <c>oras</c> write: <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c>, U+2028 and U+2029 become
/// <c>\u00xx</c> in lower-case hex, <c>+</c> and everything else outside the control range stays as it is.
/// </summary>
/// <remarks>The encoders of System.Text.Json either escape <c>+</c> or leave <c>&lt;</c> alone; none matches.</remarks>
internal sealed class GoJsonEncoder : JavaScriptEncoder
{
    public static readonly GoJsonEncoder Instance = new();

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var span = new ReadOnlySpan<char>(text, textLength);
        for (var i = 0; i < span.Length; i++)
        {
            var c = span[i];
            if (!char.IsSurrogate(c))
            {
                if (WillEncode(c))
                {
                    return i;
                }
            }
            else if (i + 1 < span.Length && char.IsSurrogatePair(c, span[i + 1]))
            {
                i++;
            }
            else
            {
                return i;
            }
        }

        return -1;
    }

    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar is < 0x20 or '"' or '\\' or '<' or '>' or '&' or 0x2028 or 0x2029;

    public override unsafe bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var destination = new Span<char>(buffer, bufferLength);
        if (!WillEncode(unicodeScalar))
        {
            return new Rune(unicodeScalar).TryEncodeToUtf16(destination, out numberOfCharactersWritten);
        }

        ReadOnlySpan<char> text = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => @"\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            _ => $"\\u{unicodeScalar:x4}",
        };
        var fits = text.TryCopyTo(destination);
        numberOfCharactersWritten = fits ? text.Length : 0;
        return fits;
    }
}
