using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Signet.Cli.CommandLine;

/// <summary>A duration as Go counts it: signed 64-bit nanoseconds.</summary>
/// <param name="Nanoseconds">The count.</param>
internal readonly record struct GoDuration(long Nanoseconds)
{
    private const long NanosecondsInSecond = 1_000_000_000;

    private static readonly System.Buffers.SearchValues<char> NumberCharacters =
        System.Buffers.SearchValues.Create(".0123456789");

    public bool IsWholeSeconds => Nanoseconds % NanosecondsInSecond == 0;

    /// <summary>The same in ticks of 100 ns; finer parts are cut.</summary>
    public TimeSpan ToTimeSpan() => TimeSpan.FromTicks(Nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>
    /// Reads an optional sign and numbers with units (<c>ns us µs ms s m h</c>) one after the other; a bare <c>0</c> is
    /// the only number that needs no unit.
    /// </summary>
    public static bool TryParse(string text, out GoDuration duration, [NotNullWhen(false)] out string? fault)
    {
        duration = default;
        fault = null;
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith("-");
        if (isNegative || rest.StartsWith("+"))
        {
            rest = rest[1..];
        }

        if (rest is "0")
        {
            return true;
        }

        if (rest.IsEmpty)
        {
            return Fail(text, out fault);
        }

        var total = BigInteger.Zero;
        while (!rest.IsEmpty)
        {
            if (!TryTakeTerm(text, ref rest, out var term, out fault))
            {
                return false;
            }

            total += term;
        }

        total = isNegative ? -total : total;
        if (total > long.MaxValue || total < long.MinValue)
        {
            return Fail(text, out fault);
        }

        duration = new((long)total);
        return true;
    }

    private static bool TryTakeTerm(
        string text, ref ReadOnlySpan<char> rest, out BigInteger nanoseconds, [NotNullWhen(false)] out string? fault)
    {
        nanoseconds = 0;
        var whole = rest[..CountDigits(rest)];
        rest = rest[whole.Length..];
        ReadOnlySpan<char> fraction = [];
        if (rest.StartsWith("."))
        {
            fraction = rest.Slice(1, CountDigits(rest[1..]));
            rest = rest[(fraction.Length + 1)..];
        }

        // 40 digits are more than 64 bits of nanoseconds hold: what is longer overflows anyway.
        if ((whole.IsEmpty && fraction.IsEmpty) || whole.Length > 40)
        {
            return Fail(text, out fault);
        }

        var length = rest.IndexOfAny(NumberCharacters);
        var unit = length < 0 ? rest : rest[..length];
        if (unit.IsEmpty)
        {
            fault = $"time: missing unit in duration {GoText.Quote(text)}";
            return false;
        }

        BigInteger scale = unit switch
        {
            "ns" => 1,
            "us" or "µs" or "μs" => 1_000,
            "ms" => 1_000_000,
            "s" => NanosecondsInSecond,
            "m" => 60 * NanosecondsInSecond,
            "h" => 3600 * NanosecondsInSecond,
            _ => 0,
        };
        if (scale.IsZero)
        {
            fault = $"time: unknown unit {GoText.Quote(unit.ToString())} in duration {GoText.Quote(text)}";
            return false;
        }

        rest = rest[unit.Length..];
        nanoseconds = Number(whole) * scale;
        if (!fraction.IsEmpty)
        {
            var digits = fraction.Length > 20 ? fraction[..20] : fraction;
            nanoseconds += Number(digits) * scale / BigInteger.Pow(10, digits.Length);
        }

        fault = null;
        return true;
    }

    private static BigInteger Number(ReadOnlySpan<char> digits)
    {
        var number = BigInteger.Zero;
        foreach (var c in digits)
        {
            number = (number * 10) + (c - '0');
        }

        return number;
    }

    private static int CountDigits(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExceptInRange('0', '9') is var end && end < 0 ? text.Length : end;

    private static bool Fail(string text, out string fault)
    {
        fault = $"time: invalid duration {GoText.Quote(text)}";
        return false;
    }
}
