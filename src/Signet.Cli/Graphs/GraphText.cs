using System.Text;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Cli.Verdicts;
using Signet.Notary.Graph;
using Signet.Notary.Verification;

namespace Signet.Cli.Graphs;

/// <summary>A verified graph for people: a tree of one line a part, then how it ended.</summary>
internal static class GraphText
{
    /// <summary>The tree.</summary>
    public static string Tree(GraphVerdict verdict)
    {
        if (verdict.Root is not { } root)
        {
            return "";
        }

        var tree = new TreeNode($"{verdict.ResolvedReference}");
        var open = new Queue<(GraphNodeVerdict Node, TreeNode Parent)>();
        AddChildren(root, tree.Add(Line(root, verdict)));
        while (open.TryDequeue(out var next))
        {
            AddChildren(next.Node, next.Parent.Add(Line(next.Node, verdict)));
        }

        return tree.ToString();

        void AddChildren(GraphNodeVerdict node, TreeNode at)
        {
            foreach (var note in node.Notes)
            {
                at.Add($"note: {note}");
            }

            foreach (var child in node.Entries.Concat(node.Referrers))
            {
                open.Enqueue((child, at));
            }
        }
    }

    /// <summary>Writes the outcome of <c>verify --recursive</c>: what is accepted on standard output, what is not as an error.</summary>
    public static void Write(GraphVerdict verdict, CommandContext context, bool explain)
    {
        context.Out.Write(Tree(verdict));
        foreach (var line in Aside(verdict).Concat(Caveats(verdict)))
        {
            context.WriteWarning(TerminalText.Escape(line));
        }

        if (verdict.Platform is { } platform)
        {
            context.WriteLine(TerminalText.Escape(Consumer(platform)));
        }

        if (verdict.IsAccepted)
        {
            context.WriteLine(TerminalText.Escape(verdict.Summary));
        }
        else
        {
            context.WriteError(TerminalText.Escape(verdict.Summary));
            if (!explain)
            {
                context.WriteDiagnostic($"\n{Why(verdict)}");
            }
        }

        if (explain)
        {
            foreach (var own in verdict.Nodes.Select(n => n.Verdict).OfType<Verdict>())
            {
                context.Out.Write(VerdictTree.Of(own).ToString());
            }
        }
    }

    /// <summary>What one gets who takes a platform.</summary>
    public static string Consumer(PlatformVerdict platform) =>
        $"{GraphWords.Of(platform.Wanted)} is {platform.Manifest.Digest}: {VerdictNames.Of(platform.ThroughIndex)} for who verifies the "
        + $"index and takes its entry, {VerdictNames.Of(platform.ByDigest)} for who knows only this digest";

    /// <summary>What was found and counts for nothing.</summary>
    public static IEnumerable<string> Aside(GraphVerdict verdict) => verdict.Ignored.Select(
        i => $"{i.Descriptor.Digest} is listed as a referrer of {i.Subject} and was left aside: {i.Reason}");

    /// <summary>
    /// What a policy only logs, what accepted signatures do not cover, and what could not be read, as <c>verify</c> tells it of
    /// one artifact; said once, however many parts it is true of.
    /// </summary>
    private static IEnumerable<string> Caveats(GraphVerdict verdict)
    {
        var accepted = verdict.Nodes.Select(n => n.Verdict).OfType<Verdict>().Where(v => v.IsAccepted).ToList();
        var checks = accepted.SelectMany(v => v.TrustedSignature?.Checks ?? []).ToList();
        var ignored = accepted.Sum(v => v.IgnoredCount);
        return checks
            .Where(c => c.Status == CheckStatus.Warned)
            .Select(c => $"{VerdictNames.VerificationTypeOf(c)} was set to \"log\" and failed with error: {c.Message}")
            .Concat(checks.Select(c => c.Caveat).OfType<string>())
            .Concat(ignored > 0 ? [VerdictText.Ignored(ignored)] : [])
            .Distinct(StringComparer.Ordinal);
    }

    private static string Line(GraphNodeVerdict node, GraphVerdict verdict)
    {
        var isUnverified = verdict.IsUnverified;
        return $"{GraphWords.Of(GraphWords.MarkOf(node, isUnverified))} {GraphWords.Title(node)} {node.Descriptor.Digest}: "
            + string.Join("; ", [GraphWords.Status(node, isUnverified), .. GraphWords.Facts(node, verdict.Time)]);
    }

    private static string Why(GraphVerdict verdict)
    {
        var text = new StringBuilder();
        text.Append($"Verdict: {VerdictNames.Of(verdict.Kind)} (exit code {VerdictExitCode.Of(verdict.Kind)})\n");
        foreach (var check in verdict.Checks)
        {
            text.Append(TerminalText.Escape(VerdictText.Line(check))).Append('\n');
            if (check.Remedy is { } remedy)
            {
                text.Append("  to fix: ").Append(TerminalText.Escape(remedy)).Append('\n');
            }
        }

        foreach (var node in verdict.Failures)
        {
            text.Append('\n').Append(TerminalText.Escape($"{GraphWords.Title(node)} {node.Descriptor.Digest}")).Append('\n');
            if (node.Verdict is { IsAccepted: false } own)
            {
                text.Append(VerdictText.Why(own));
            }
        }

        return text.ToString();
    }
}
