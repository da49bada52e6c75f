using System.Globalization;
using System.Numerics;

namespace Signet.Cli.CommandLine;

/// <summary>A whole number: decimal, or <c>0x</c>, <c>0o</c>, <c>0b</c>, <c>0</c>-octal, with <c>_</c> between digits.</summary>
internal sealed class IntFlag(string name, char shorthand, string usage, int defaultValue)
    : Flag(name, shorthand, usage)
{
    /// <summary>The value; what does not fit 32 bits is capped there, far beyond any limit it is compared with.</summary>
    public int Value { get; private set; } = defaultValue;

    public override string TypeName => "int";

    public override string? DefaultText { get; } =
        defaultValue == 0 ? null : defaultValue.ToString(CultureInfo.InvariantCulture);

    protected override string? FindFault(string value)
    {
        if (!TryParse(value, out var number))
        {
            return $"strconv.ParseInt: parsing {GoText.Quote(value)}: invalid syntax";
        }

        if (number < long.MinValue || number > long.MaxValue)
        {
            return $"strconv.ParseInt: parsing {GoText.Quote(value)}: value out of range";
        }

        Value = (int)BigInteger.Clamp(number, int.MinValue, int.MaxValue);
        return null;
    }

    private static bool TryParse(string text, out BigInteger number)
    {
        number = 0;
        var isNegative = text.StartsWith('-');
        var digits = isNegative || text.StartsWith('+') ? text.AsSpan(1) : text;
        var (radix, prefix) = digits switch
        {
            ['0', 'x' or 'X', ..] => (16, 2),
            ['0', 'o' or 'O', ..] => (8, 2),
            ['0', 'b' or 'B', ..] => (2, 2),
            ['0', _, ..] => (8, 1),
            _ => (10, 0),
        };
        // An underscore stands between two digits, or right after a base prefix; nowhere else.
        var mayUnderscore = prefix > 0;
        var count = 0;
        foreach (var c in digits[prefix..])
        {
            if (c == '_')
            {
                if (!mayUnderscore)
                {
                    return false;
                }

                mayUnderscore = false;
                continue;
            }

            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix || ++count > 100)
            {
                return false;
            }

            number = (number * radix) + digit;
            mayUnderscore = prefix > 0;
        }

        number = isNegative ? -number : number;
        return count > 0 && !digits.EndsWith("_");
    }
}
