namespace Signet.Cli.Output.GoTemplates;

/// <summary>One <c>%[flags][width][.precision]verb</c> of <c>printf</c>.</summary>
/// <param name="Verb">The letter; <c>'\0'</c> when the format ends before it.</param>
/// <param name="Width">Fewest characters.</param>
/// <param name="Precision">Digits after the point, or most characters of a text.</param>
/// <param name="IsLeft">Padded on the right.</param>
/// <param name="IsSigned">A plus sign is shown.</param>
/// <param name="IsZeroed">Numbers are padded with zeros.</param>
internal readonly record struct Directive(char Verb, int Width, int? Precision, bool IsLeft, bool IsSigned, bool IsZeroed)
{
    /// <summary>Reads the directive at <paramref name="position"/>, which is moved behind it.</summary>
    /// <exception cref="FormatException">Width or precision are too large or taken from an argument.</exception>
    public static Directive Read(string format, ref int position)
    {
        position++;
        var (isLeft, isSigned, isZeroed) = (false, false, false);
        for (; position < format.Length && format[position] is '-' or '+' or '0' or ' ' or '#'; position++)
        {
            isLeft |= format[position] == '-';
            isSigned |= format[position] == '+';
            isZeroed |= format[position] == '0';
            if (format[position] is ' ' or '#')
            {
                throw new FormatException($"printf has no flag \"{format[position]}\" in signet; it has - + 0");
            }
        }

        var width = Number(format, ref position);
        int? precision = null;
        if (position < format.Length && format[position] == '.')
        {
            position++;
            precision = Number(format, ref position);
        }

        var verb = position < format.Length ? format[position++] : '\0';
        return verb is '*' or '['
            ? throw new FormatException("printf takes no width or argument number from arguments in signet; write them as numbers")
            : new(verb, width, precision, isLeft, isSigned, isZeroed && !isLeft);
    }

    /// <summary>At most as many characters as the precision says.</summary>
    public string Cut(string text)
    {
        if (Precision is not { } most)
        {
            return text;
        }

        var end = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (most-- == 0)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return text[..end];
    }

    public string Sign(bool isNegative, string digits) => (isNegative ? "-" : IsSigned ? "+" : "") + digits;

    /// <summary>Fills up to the width, counted in code points.</summary>
    public string Pad(string text, bool isNumber)
    {
        var missing = Width - text.EnumerateRunes().Count();
        if (missing <= 0)
        {
            return text;
        }

        if (IsLeft)
        {
            return text + new string(' ', missing);
        }

        var sign = IsZeroed && isNumber && text[0] is '-' or '+' ? 1 : 0;
        return IsZeroed && (isNumber || sign == 0)
            ? text[..sign] + new string('0', missing) + text[sign..]
            : new string(' ', missing) + text;
    }

    private static int Number(string format, ref int position)
    {
        var number = 0;
        for (; position < format.Length && char.IsAsciiDigit(format[position]); position++)
        {
            number = (number * 10) + (format[position] - '0');
            if (number > TemplateLimits.Width)
            {
                throw new FormatException($"printf: a width or precision of more than {TemplateLimits.Width}");
            }
        }

        return number;
    }
}
