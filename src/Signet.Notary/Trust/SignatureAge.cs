using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Signet.Notary.Trust;

/// <summary>Ages as policies state them: whole days (<c>90d</c>) or hours (<c>36h</c>).</summary>
public static class SignatureAge
{
    /// <summary>Reads an age; at least one hour, at most <see cref="NotaryLimits.SignatureAgeDays"/> days.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TimeSpan age)
    {
        age = default;
        if (text is not { Length: > 1 and <= 8 } || text[0] is < '1' or > '9'
            || !int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        age = text[^1] switch
        {
            'd' when number <= NotaryLimits.SignatureAgeDays => TimeSpan.FromDays(number),
            'h' when number <= NotaryLimits.SignatureAgeDays * 24 => TimeSpan.FromHours(number),
            _ => default,
        };
        return age > TimeSpan.Zero;
    }

    /// <summary>The age in days when it is whole days, else in hours.</summary>
    public static string Format(TimeSpan age) => age.Ticks % TimeSpan.TicksPerDay == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{age.Ticks / TimeSpan.TicksPerDay}d")
        : string.Create(CultureInfo.InvariantCulture, $"{age.Ticks / TimeSpan.TicksPerHour}h");
}
