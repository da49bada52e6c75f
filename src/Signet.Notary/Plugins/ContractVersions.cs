using System.Globalization;
using Signet.Plugins;

namespace Signet.Notary.Plugins;

/// <summary>
/// Finds the contract version to speak with a plugin: the host works with a plugin of its own major version and an equal or
/// lower minor one (plugin-extensibility.md, "Plugin contract"). <c>notation</c> looks for its own version literally.
/// </summary>
internal static class ContractVersions
{
    /// <summary>The highest that both speak; null when there is none.</summary>
    public static string? Choose(IEnumerable<string> supported, string ours = PluginProtocol.ContractVersion)
    {
        if (Parse(ours) is not { } host)
        {
            throw new ArgumentException($"\"{ours}\" is not a contract version", nameof(ours));
        }

        return supported
            .Select(text => (Text: text, Version: Parse(text)))
            .Where(v => v.Version is { } plugin && plugin.Major == host.Major && plugin.Minor <= host.Minor)
            .OrderByDescending(v => v.Version!.Value.Minor)
            .Select(v => v.Text)
            .FirstOrDefault();
    }

    /// <summary>True for <c>major.minor</c>.</summary>
    public static bool IsVersion(string text) => Parse(text) is not null;

    private static (int Major, int Minor)? Parse(string text) =>
        text.Split('.') is [var major, var minor] && Number(major) is { } first && Number(minor) is { } second
            ? (first, second)
            : null;

    private static int? Number(string text) =>
        (text is "0" || (text.Length > 0 && text[0] != '0'))
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
