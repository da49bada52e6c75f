using System.Globalization;
using System.Text.RegularExpressions;

namespace Signet.Oci.Packing;

/// <summary>Times in RFC 3339, section 5.6.</summary>
internal static partial class Rfc3339
{
    public static bool IsValid(string text) =>
        text.Length <= 64 && Form().IsMatch(text)
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Form();
}
