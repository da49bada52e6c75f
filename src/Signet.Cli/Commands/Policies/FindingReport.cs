using System.Text.Json;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;

namespace Signet.Cli.Commands.Policies;

/// <summary>Findings as text and as JSON.</summary>
internal static class FindingReport
{
    /// <summary>One finding a paragraph: what it is, below it what to do.</summary>
    public static void WriteText(IReadOnlyList<PolicyFinding> findings, CommandContext context)
    {
        foreach (var finding in findings)
        {
            context.WriteLine($"{NameOf(finding.Severity)}: {TerminalText.Escape(finding.Message)} [{finding.Rule}]");
            context.WriteLine($"  fix: {TerminalText.Escape(finding.Fix)}");
        }
    }

    public static void WriteJson(Utf8JsonWriter writer, string name, IEnumerable<PolicyFinding> findings)
    {
        writer.WriteStartArray(name);
        foreach (var finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("severity", NameOf(finding.Severity));
            writer.WriteString("rule", finding.Rule);
            writer.WriteString("statement", finding.Statement);
            writer.WriteString("message", finding.Message);
            writer.WriteString("fix", finding.Fix);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>For example <c>1 error, 2 warnings, 0 remarks</c>.</summary>
    public static string Summary(IReadOnlyList<PolicyFinding> findings)
    {
        string Count(PolicySeverity severity, string what)
        {
            var count = findings.Count(f => f.Severity == severity);
            return $"{count} {what}{(count == 1 ? "" : "s")}";
        }

        return $"{Count(PolicySeverity.Error, "error")}, {Count(PolicySeverity.Warning, "warning")}, {Count(PolicySeverity.Info, "remark")}";
    }

    private static string NameOf(PolicySeverity severity) => severity switch
    {
        PolicySeverity.Error => "error",
        PolicySeverity.Warning => "warning",
        _ => "remark",
    };
}
