using System.Globalization;

namespace Signet.Notary.Artifacts;

/// <summary>Times as Go programs print them.</summary>
internal static class GoTime
{
    /// <summary>RFC 3339 in UTC, whole seconds: <c>2025-01-21T09:17:46Z</c>.</summary>
    public static string Rfc3339Utc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>RFC 3339 in UTC with the fractions there are: <c>2025-01-21T09:17:46.141Z</c>.</summary>
    public static string Rfc3339NanoUtc(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>RFC 1123 with the numeric offset: <c>Tue, 27 Jun 2023 13:21:21 +0800</c>.</summary>
    public static string Rfc1123(DateTimeOffset time) =>
        time.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture)
        + time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
}
