using System.Text;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Cli.Verdicts;
using Signet.Notary.Bundles;
using Signet.Notary.Graph;
using Signet.Notary.Verification;

namespace Signet.Cli.Commands.Bundles;

/// <summary>A verdict about a bundle for people.</summary>
internal static class BundleText
{
    /// <summary>Failures with their parts that are shown; a graph can have thousands.</summary>
    private const int ShownFailures = 10;

    public static void Write(BundleVerdict verdict, CommandContext context)
    {
        WriteErrorLine(verdict, context);
        if (!verdict.IsAccepted)
        {
            context.WriteDiagnostic($"\n{Why(verdict)}");
            return;
        }

        WriteWarnings(verdict, context);
        var statement = verdict.Statement!;
        context.WriteLine(TerminalText.Escape(verdict.Summary));
        context.WriteLine(TerminalText.Escape(
            $"Made {TimeText.Rfc3339(statement.Created)} from {statement.Reference}"
            + (statement.Environment is { } environment ? $", environment {environment}" : "")));
        context.WriteLine(TerminalText.Escape($"Answers about revocation: {Freshness(statement)}"));
        context.WriteLine(TerminalText.Escape(
            $"Verified by statement {statement.Policy.Statement} of the policy in the bundle"
            + (verdict.OwnGraph?.Policy is { } own ? $", and by statement {own.Statement.Name} of {own.Source}" : "")));
    }

    /// <summary>The line on standard error for a bundle that is not accepted; nothing for one that is.</summary>
    public static void WriteErrorLine(BundleVerdict verdict, CommandContext context)
    {
        if (!verdict.IsAccepted)
        {
            context.WriteError(TerminalText.Escape(verdict.Summary));
        }
    }

    /// <summary>How fresh the answers in a bundle are.</summary>
    public static string Freshness(BundleStatement statement) => statement.Revocation.ValidUntil is { } until
        ? $"{statement.Revocation.Answers.Count}, valid until {TimeText.Rfc3339(until)}"
        : "none, because nobody is to be asked about these certificates";

    public static void WriteWarnings(GraphVerdict graph, CommandContext context) =>
        WriteWarnings(graph.Nodes.Select(node => node.Verdict), [], context);

    /// <summary>What led to a verdict that is not accepted.</summary>
    public static string Why(BundleVerdict verdict)
    {
        var text = new StringBuilder();
        text.Append($"Verdict: {VerdictNames.Of(verdict.Kind)} (exit code {VerdictExitCode.Of(verdict.Kind)})\n");
        VerdictText.AppendChecks(text, verdict.Checks);
        if (verdict.Signature is { IsAccepted: false } signature)
        {
            text.Append("The bundle's own signature:\n").Append(VerdictText.Why(signature));
        }

        foreach (var graph in new[] { verdict.Graph, verdict.OwnGraph }.OfType<GraphVerdict>().Where(g => !g.IsAccepted))
        {
            text.Append(Why(graph));
        }

        return text.ToString();
    }

    /// <summary>The required parts of a graph that are not accepted, each with why.</summary>
    public static string Why(GraphVerdict graph)
    {
        var text = new StringBuilder();
        VerdictText.AppendChecks(text, graph.Checks);
        var failures = graph.Failures.ToList();
        foreach (var node in failures.Take(ShownFailures))
        {
            text.Append($"{node.Role} {node.Descriptor.Digest}:\n");
            text.Append(node.Verdict is { } verdict ? VerdictText.Why(verdict) : $"Verdict: {VerdictNames.Of(node.Kind)}\n");
        }

        if (failures.Count > ShownFailures)
        {
            text.Append($"… and {failures.Count - ShownFailures} more\n");
        }

        return text.ToString();
    }

    private static void WriteWarnings(BundleVerdict verdict, CommandContext context) => WriteWarnings(
        new[] { verdict.Graph, verdict.OwnGraph }.OfType<GraphVerdict>().SelectMany(g => g.Nodes).Select(n => n.Verdict)
            .Prepend(verdict.Signature),
        verdict.Checks.Where(c => c.Status == CheckStatus.Warned).Select(c => c.Message),
        context);

    /// <summary>Failures that a policy only logs, and what checks do not cover, each once.</summary>
    private static void WriteWarnings(IEnumerable<Verdict?> verdicts, IEnumerable<string> others, CommandContext context)
    {
        var checks = verdicts.SelectMany(v => v?.TrustedSignature?.Checks ?? []).ToList();
        var warned = checks.Where(c => c.Status == CheckStatus.Warned).Select(
            c => $"{VerdictNames.VerificationTypeOf(c)} was set to \"log\" and failed with error: {c.Message}");
        foreach (var message in others.Concat(warned).Concat(checks.Select(c => c.Caveat).OfType<string>()).Distinct())
        {
            context.WriteWarning(TerminalText.Escape(message));
        }
    }
}
