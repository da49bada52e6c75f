using System.Globalization;
using System.Text;
using Signet.Cli.Output;
using Signet.Notary.Plugins.Conformance;

namespace Signet.Cli.Commands.Plugins;

/// <summary>The result of a test as people read it: a line for each rule, more where it is broken.</summary>
internal static class ConformanceText
{
    private const string Specification = "plugin-extensibility.md";
    private const string Indent = "        ";

    public static string Write(ConformanceReport report, ConformanceKey? key)
    {
        var text = new StringBuilder();
        Line(text, "Plugin", $"{report.Plugin} {report.Metadata?.Version}".TrimEnd());
        Line(text, "Executable", report.Path);
        Line(text, "Key", key is null ? null : key.Name is null ? key.Id : $"{key.Id} ({key.Name} in the list of signing keys)");
        text.Append('\n');

        var width = report.Results.Max(r => r.Rule.Name.Length);
        foreach (var result in report.Results)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Word(result.Status),-7} {result.Rule.Name.PadRight(width)}  ")
                .Append(TerminalText.Escape(result.Seen)).Append('\n');
            if (result.Status == ConformanceStatus.Failed)
            {
                text.Append(Indent).Append(CultureInfo.InvariantCulture, $"Rule: {result.Rule.Demand}\n")
                    .Append(Indent).Append(CultureInfo.InvariantCulture, $"From: {Specification}, \"{result.Rule.Section}\"\n")
                    .Append(Indent).Append(CultureInfo.InvariantCulture, $"Do:   {result.Rule.Remedy}\n");
            }
        }

        WriteTimes(text, report);
        return text.Append('\n').Append(Summary(report)).Append('\n').ToString();
    }

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name + ":",-12}{TerminalText.Escape(value)}\n");
        }
    }

    private static void WriteTimes(StringBuilder text, ConformanceReport report)
    {
        if (report.Calls.Count == 0)
        {
            return;
        }

        text.Append('\n');
        text.Append(TableWriter.Format(
            ["COMMAND", "CALLS", "FASTEST", "MEDIAN", "SLOWEST"],
            report.Calls.GroupBy(c => c.Command).Select(g =>
            {
                var times = g.Select(c => c.Duration).Order().ToArray();
                return new[]
                {
                    g.Key, times.Length.ToString(CultureInfo.InvariantCulture), Time(times[0]), Time(times[times.Length / 2]), Time(times[^1]),
                };
            })));
        if (report.Calls.Sum(c => (long)c.StrayBytes) is > 0 and var stray)
        {
            text.Append(CultureInfo.InvariantCulture, $"Calls that succeeded wrote {stray} bytes to standard error, which hosts drop.\n");
        }
    }

    private static string Summary(ConformanceReport report)
    {
        var count = report.Results.CountBy(r => r.Status).ToDictionary();
        var parts = new[] { ConformanceStatus.Passed, ConformanceStatus.Failed, ConformanceStatus.NotRun, ConformanceStatus.NotApplicable }
            .Where(count.ContainsKey)
            .Select(s => $"{count[s]} {Noun(s)}");
        return $"{(report.IsPassed ? "Passed" : count.ContainsKey(ConformanceStatus.Failed) ? "FAILED" : "Incomplete")}: {string.Join(", ", parts)}";
    }

    private static string Time(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");

    private static string Word(ConformanceStatus status) => status switch
    {
        ConformanceStatus.Passed => "pass",
        ConformanceStatus.Failed => "FAIL",
        ConformanceStatus.NotApplicable => "n/a",
        _ => "not run",
    };

    private static string Noun(ConformanceStatus status) => status switch
    {
        ConformanceStatus.Passed => "passed",
        ConformanceStatus.Failed => "failed",
        ConformanceStatus.NotApplicable => "not applicable",
        _ => "not run",
    };
}
