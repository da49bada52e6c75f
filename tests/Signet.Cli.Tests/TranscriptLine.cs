using System.Text.RegularExpressions;

namespace Signet.Cli.Tests;

/// <summary>One expected line with its placeholders.</summary>
internal static partial class TranscriptLine
{
    private static readonly Dictionary<string, string> Patterns = new()
    {
        ["digest"] = "sha256:[0-9a-f]{64}",
        ["hex"] = "[0-9a-f]{64}",
        ["time"] = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}(Z|[+-][0-9]{2}:[0-9]{2})",
        ["ansic"] = "[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} [0-9]{4}",
        ["version"] = "[0-9]+[.][0-9]+[.][0-9]+[0-9A-Za-z.+-]*",
        ["any"] = ".*",
    };

    /// <summary>True when the line is as expected; remembers what named placeholders matched.</summary>
    public static bool Matches(string expected, string actual, Dictionary<string, string> names)
    {
        var groups = new List<string>();
        var pattern = PlaceholderPattern().Replace(Regex.Escape(expected.Replace('␠', ' ')).Replace("\\{", "{"), m =>
        {
            var name = m.Groups[2].Value;
            if (names.TryGetValue(name.Length > 0 ? name : m.Groups[1].Value, out var known))
            {
                return Regex.Escape(known);
            }

            if (!Patterns.TryGetValue(m.Groups[1].Value, out var kind))
            {
                return Regex.Escape(m.Value);
            }

            if (name.Length == 0)
            {
                return kind;
            }

            groups.Add(name);
            return $"(?<{name}>{kind})";
        });
        var match = Regex.Match(actual, $"\\A{pattern}\\z", RegexOptions.CultureInvariant);
        foreach (var name in match.Success ? groups : [])
        {
            names[name] = match.Groups[name].Value;
        }

        return match.Success;
    }

    /// <summary>A command with its named placeholders filled in.</summary>
    public static string Fill(string command, IReadOnlyDictionary<string, string> names) =>
        PlaceholderPattern().Replace(command, m =>
            names.GetValueOrDefault(m.Groups[2].Length > 0 ? m.Groups[2].Value : m.Groups[1].Value, m.Value));

    [GeneratedRegex("\\{([a-z]+)(?::([a-z]+))?\\}")]
    private static partial Regex PlaceholderPattern();
}
