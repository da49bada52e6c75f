using Signet.Cli.Output;
using Signet.Notary.Plugins.Conformance;

namespace Signet.Cli.Commands.Plugins;

/// <summary>The result of a test as programs read it.</summary>
internal static class ConformanceJson
{
    public static string Write(ConformanceReport report, ConformanceKey? key) => ReportJson.Format(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("plugin", report.Plugin);
        ReportJson.WriteOptional(writer, "version", report.Metadata?.Version);
        ReportJson.WriteOptional(writer, "executable", report.Path);
        ReportJson.WriteOptional(writer, "keyId", key?.Id);
        ReportJson.WriteOptional(writer, "keyName", key?.Name);
        writer.WriteBoolean("passed", report.IsPassed);
        writer.WriteStartArray("rules");
        foreach (var result in report.Results)
        {
            writer.WriteStartObject();
            writer.WriteString("name", result.Rule.Name);
            writer.WriteString("section", result.Rule.Section);
            writer.WriteString("status", Status(result.Status));
            writer.WriteString("demand", result.Rule.Demand);
            writer.WriteString("seen", result.Seen);
            ReportJson.WriteOptional(writer, "remedy", result.Status == ConformanceStatus.Failed ? result.Rule.Remedy : null);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("calls");
        foreach (var call in report.Calls)
        {
            writer.WriteStartObject();
            writer.WriteString("command", call.Command);
            writer.WriteString("rule", call.Purpose);
            writer.WriteNumber("milliseconds", Math.Round(call.Duration.TotalMilliseconds, 1));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static string Status(ConformanceStatus status) => status switch
    {
        ConformanceStatus.Passed => "passed",
        ConformanceStatus.Failed => "failed",
        ConformanceStatus.NotApplicable => "notApplicable",
        _ => "notRun",
    };
}
