using System.Globalization;

namespace Signet.Signatures.Envelopes.Jws;

/// <summary>Times as JWS envelopes hold them (RFC 3339), with the offset kept.</summary>
internal static class Rfc3339
{
    /// <summary>Writes whole seconds; an offset of zero is <c>Z</c>.</summary>
    public static string Format(DateTimeOffset time) => time.Offset == TimeSpan.Zero
        ? time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>
    /// Reads <c>2006-01-02T15:04:05.999Z</c> or with an offset in place of <c>Z</c>. Capital letters only and no leap
    /// second, as <c>notation</c>; a fraction beyond 100 ns is cut.
    /// </summary>
    public static bool TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        const int SecondsEnd = 19;
        if (text.Length <= SecondsEnd
            || !DateTime.TryParseExact(
                text.AsSpan(0, SecondsEnd),
                "yyyy-MM-dd'T'HH:mm:ss",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var local))
        {
            return false;
        }

        var rest = text.AsSpan(SecondsEnd);
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0)
            {
                return false;
            }

            var scale = TimeSpan.TicksPerSecond;
            foreach (var digit in rest.Slice(1, Math.Min(digits, 7)))
            {
                scale /= 10;
                local = local.AddTicks((digit - '0') * scale);
            }

            rest = rest[(1 + digits)..];
        }

        if (!TryParseOffset(rest, out var offset))
        {
            return false;
        }

        // A time near the ends of the calendar can leave it on the way to UTC.
        var utc = local.Ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        time = new(local, offset);
        return true;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is "Z")
        {
            return true;
        }

        if (text.Length != 6
            || text[0] is not ('+' or '-')
            || text[3] != ':'
            || !int.TryParse(text.Slice(1, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(text.Slice(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            || minutes > 59)
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return offset.Duration() <= TimeSpan.FromHours(14);
    }
}
