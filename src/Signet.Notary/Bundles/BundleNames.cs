using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Signet.Notary.Bundles;

/// <summary>Words and times of a statement.</summary>
internal static class BundleNames
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The word for a role or verdict: its name in lower case.</summary>
    [SuppressMessage("Globalization", "CA1308", Justification = "The names are ASCII, and documents have them in lower case.")]
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Reads such a word.</summary>
    public static T? Find<T>(string word)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Of(value) == word)
            {
                return value;
            }
        }

        return null;
    }

    public static string Of(DateTimeOffset time) =>
        time.ToUniversalTime().ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset? FindTime(string text) => DateTimeOffset.TryParseExact(
        text,
        TimeFormat,
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
        out var time)
        ? time
        : null;
}
