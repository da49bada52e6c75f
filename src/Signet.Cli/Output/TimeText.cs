using System.Globalization;

namespace Signet.Cli.Output;

/// <summary>Times in the two forms notation shows.</summary>
internal static class TimeText
{
    /// <summary>RFC 3339 with as many decimals as there are, <c>Z</c> for an offset of zero.</summary>
    public static string Rfc3339(DateTimeOffset time) => time.ToString(
        time.Offset == TimeSpan.Zero ? "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        CultureInfo.InvariantCulture);

    /// <summary>C's <c>asctime</c>: <c>Mon Jan _2 15:04:05 2006</c>, the day padded with a blank, no zone.</summary>
    public static string AnsiC(DateTimeOffset time) => string.Create(
        CultureInfo.InvariantCulture, $"{time:ddd MMM} {time.Day,2} {time:HH:mm:ss yyyy}");
}
