using System.Text;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Cli.Output.Progress;
using Signet.Cli.Verdicts;
using Signet.Notary.Graph;
using Signet.Notary.Promotion;
using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Cli.Commands.Promotion;

/// <summary>A promotion for people: a line for each stage, then how it ended and what to do.</summary>
internal static class PromotionText
{
    /// <summary>Parts whose failed checks are told one by one; a policy that is wrong fails all of them.</summary>
    private const int ExplainedParts = 5;

    private const int Column = 19;

    /// <summary>One stage.</summary>
    public static string Line(PromotionStep step) =>
        $"{(PromotionNames.Of(step.Stage) + ":").PadRight(Column)} {step.Message}";

    /// <summary>What is to be known about verdicts although they accept: once each, however many parts they are about.</summary>
    public static void Warn(CommandContext context, params ReadOnlySpan<GraphVerdict?> verdicts)
    {
        var said = new HashSet<string>(StringComparer.Ordinal);
        foreach (var verdict in verdicts)
        {
            var checks = verdict?.Nodes.SelectMany(n => n.Verdict?.TrustedSignature?.Checks ?? []) ?? [];
            foreach (var check in checks)
            {
                var text = check.Status == CheckStatus.Warned
                    ? $"{VerdictNames.VerificationTypeOf(check)} was set to \"log\" and failed with error: {check.Message}"
                    : check.Caveat;
                if (text is not null && said.Add(text))
                {
                    context.WriteWarning(TerminalText.Escape(text));
                }
            }

            foreach (var ignored in verdict?.Ignored ?? [])
            {
                var text = $"{ignored.Descriptor.Digest} is listed as a referrer of {ignored.Subject} and was left out: {ignored.Reason}";
                if (said.Add(text))
                {
                    context.WriteWarning(TerminalText.Escape(text));
                }
            }
        }
    }

    /// <summary>How it ended.</summary>
    public static void Write(CommandContext context, PromotionResult result, string clean)
    {
        Warn(context, result.SourceVerdict, result.DestinationVerdict);
        if (result.Outcome == PromotionOutcome.Promoted)
        {
            context.WriteLine(TerminalText.Escape(result.Summary));
            return;
        }

        context.WriteError(TerminalText.Escape(result.Summary));
        var text = new StringBuilder("\n");
        if (result.Refusing is { } verdict)
        {
            text.Append(Why(verdict));
        }

        text.Append(result.Tag switch
        {
            TagState.NotMoved => "The destination's tag was not moved.\n",
            TagState.Moved => "The destination's tag was moved, and then moved by somebody else.\n",
            TagState.AlreadyThere => "The destination's tag named the artifact before.\n",
            _ => "It is not known whether the destination's tag was moved; what it would name was verified.\n",
        });
        if (result.Staged.Count > 0)
        {
            text.Append(TerminalText.Escape($"Stored at the destination, and named by no tag of this promotion ({result.Staged.Count}):")).Append('\n');
            foreach (var staged in result.Staged)
            {
                text.Append($"  {staged.Manifest.Digest} {PromotionNames.Of(staged.Kind)}\n");
            }

            text.Append(TerminalText.Escape($"To remove what no tag reaches: {clean}")).Append('\n');
        }

        if (result.Remedy is { } remedy)
        {
            text.Append(TerminalText.Escape($"To fix: {remedy}")).Append('\n');
        }

        context.WriteDiagnostic(text.ToString());
    }

    /// <summary>What a promotion would do.</summary>
    public static void Write(CommandContext context, PromotionPlan plan, PromotionRequest request, string target, string? key)
    {
        var (source, destination) = (request.Source, request.Destination);
        Warn(context, plan.SourceVerdict);
        Line("source", $"{source.Repository.Name}@{plan.Root.Digest}");
        Line("policy", $"{source.Policy.Source}{Statement(plan.SourceVerdict.Policy)}");
        Line("verdict", $"{VerdictNames.Of(plan.SourceVerdict.Kind)}: {plan.SourceVerdict.Summary}");
        if (plan.SourceVerdict.IsAccepted)
        {
            Line("copy", $"{plan.Missing.Count} of {plan.Count} manifests and blobs, {ProgressText.Size(plan.MissingBytes)}; the others are there");
            Line("stamp", key is null
                ? "none: there is no --sign-key, and no record either"
                : $"{plan.Stamped.Count} with key {key}, unless it has signed them before; then the record");
            Line("policy there", plan.DestinationPolicy is { } policy
                ? $"{destination.Policy.Source}{Statement(policy)}"
                : $"{destination.Policy.Source} has no statement for it");
            Line("tag", plan.IsAlreadyTagged
                ? $"{target}:{destination.Reference} names it already"
                : $"{target}:{destination.Reference}: {plan.Replaced?.Digest.ToString() ?? "nothing"} -> {plan.Root.Digest}");
            context.WriteLine("Dry run: nothing was written.");
            if (plan.DestinationPolicy is null)
            {
                context.WriteError(TerminalText.Escape(
                    $"the promotion would be refused: {destination.Policy.Source} has no statement for {GoText.Quote(destination.Scope ?? target)}"));
            }

            return;
        }

        context.WriteError("the promotion would be refused: the policy of the source does not accept the artifact");
        context.WriteDiagnostic("\n" + Why(plan.SourceVerdict));

        void Line(string name, string value) =>
            context.WriteLine(TerminalText.Escape($"{(name + ":").PadRight(Column)} {value}"));
    }

    /// <summary>What was removed, or would be.</summary>
    public static void Write(CommandContext context, CleaningResult result, string destination, bool isDryRun)
    {
        foreach (var content in result.Removed)
        {
            context.WriteLine($"{(isDryRun ? "Would remove" : "Removed")} {content.Manifest.Digest} {PromotionNames.Of(content.Kind)}");
        }

        var blobs = result.RemovedBlobs.Count > 0 ? $" and {result.RemovedBlobs.Count} blobs" : "";
        if (result.Failure is null)
        {
            context.WriteLine(TerminalText.Escape(
                $"{(isDryRun ? "Dry run: would remove" : "Removed")} {result.Removed.Count} manifests{blobs} from {destination}; "
                + $"{result.Kept} stay, because something that is named needs them"));
            return;
        }

        context.WriteError(TerminalText.Escape($"{result.Remaining.Count} manifests could not be removed from {destination}: {result.Failure.Message}"));
        var text = new StringBuilder("\n");
        foreach (var content in result.Remaining)
        {
            text.Append($"  {content.Manifest.Digest} {PromotionNames.Of(content.Kind)}\n");
        }

        text.Append(result.Failure.Error is OciError.Unsupported
            ? "To fix: the registry does not delete manifests; leave them to its garbage collection, or ask its operator\n"
            : "To fix: run the command again, with a credential that may delete\n");
        context.WriteDiagnostic(text.ToString());
    }

    private static string Statement(PolicyDecision? policy) =>
        policy is null ? "" : $", statement {GoText.Quote(policy.Statement.Name)} ({policy.Statement.Level.Name})";

    private static string Why(GraphVerdict verdict)
    {
        var text = new StringBuilder();
        foreach (var check in verdict.Checks.Where(c => c.Status is CheckStatus.Failed or CheckStatus.Undetermined))
        {
            text.Append(TerminalText.Escape(VerdictText.Line(check))).Append('\n');
            if (check.Remedy is { } remedy)
            {
                text.Append(TerminalText.Escape($"    to fix: {remedy}")).Append('\n');
            }
        }

        var failures = verdict.Failures.ToList();
        foreach (var part in failures.Take(ExplainedParts))
        {
            text.Append(TerminalText.Escape(
                $"The {PartName(part)} {part.Descriptor.Digest}{(part.ArtifactType is { } type ? $" ({type})" : "")} is {VerdictNames.Of(part.Kind)}.")).Append('\n');
            if (part.Verdict is { } own)
            {
                text.Append(VerdictText.Why(own));
            }
        }

        if (failures.Count > ExplainedParts)
        {
            text.Append($"… and {failures.Count - ExplainedParts} more; --output json lists them\n");
        }

        return text.ToString();
    }

    private static string PartName(GraphNodeVerdict part) => part.Role switch
    {
        GraphRole.Index => "index",
        GraphRole.Platform => "platform",
        GraphRole.Report => PromotionRecord.Is(part) ? "record" : "report",
        GraphRole.Signature => "signature",
        _ => "artifact",
    };
}
