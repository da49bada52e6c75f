using System.Globalization;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci.Graph;

namespace Signet.Cli.Commands.Copying;

/// <summary>Lines that <c>backup</c> and <c>restore</c> have in common, in the words of <c>oras</c>.</summary>
internal static class BackupText
{
    /// <summary>More tags than this are shown one on a line.</summary>
    private const int MostOnALine = 5;

    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    /// <summary><c>Found 2 tag(s) in …: v1, v2</c>.</summary>
    public static void WriteFound(CommandContext context, IReadOnlyList<CopyRoot> roots, string where)
    {
        var tags = roots.SelectMany(root => root.Tags).Select(TerminalText.Escape).ToList();
        var separator = tags.Count > MostOnALine ? "\n" : ", ";
        context.WriteLine(
            $"Found {tags.Count} tag(s) in {TerminalText.Escape(where)}:"
            + (tags.Count > MostOnALine ? "\n" : " ") + string.Join(separator, tags));
    }

    /// <summary>Three digits, in units of 1024: <c>15.5 KB</c>.</summary>
    public static string Size(long bytes)
    {
        double value = bytes;
        var unit = 0;
        while (value >= 1024 && unit < Units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        var form = unit == 0 || value >= 100 ? "0" : value >= 10 ? "0.#" : "0.##";
        return $"{value.ToString(form, CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary><c>24ms</c>, from a second on in whole seconds: <c>1m3s</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        if (time < TimeSpan.FromSeconds(1))
        {
            return $"{(int)time.TotalMilliseconds}ms";
        }

        var seconds = (long)Math.Round(time.TotalSeconds);
        return (seconds >= 3600 ? $"{seconds / 3600}h" : "") + (seconds >= 60 ? $"{seconds / 60 % 60}m" : "") + $"{seconds % 60}s";
    }
}
