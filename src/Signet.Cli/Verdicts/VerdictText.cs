using System.Text;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Verification;

namespace Signet.Cli.Verdicts;

/// <summary>A verdict for people: the line <c>notation</c> prints, and below it why.</summary>
internal static class VerdictText
{
    /// <summary>
    /// Writes one verdict. <paramref name="wasWarned"/> says that a warning about this reference was printed before;
    /// then, as after a logged failure, a blank line separates the result.
    /// </summary>
    public static void Write(Verdict verdict, CommandContext context, bool wasWarned, bool explain)
    {
        if (!verdict.IsAccepted)
        {
            context.WriteError(TerminalText.Escape(verdict.Summary));
            if (explain)
            {
                context.Out.Write(VerdictTree.Of(verdict).ToString());
            }
            else
            {
                context.WriteDiagnostic($"\n{Why(verdict)}");
            }

            return;
        }

        foreach (var check in verdict.TrustedSignature?.Checks.Where(c => c.Status == CheckStatus.Warned) ?? [])
        {
            wasWarned = true;
            context.WriteWarning($"{VerdictNames.VerificationTypeOf(check)} was set to \"log\" and failed with error: "
                + TerminalText.Escape(check.Message));
        }

        // A matter for standard error alone: what scripts read on standard output stays what notation prints.
        foreach (var caveat in verdict.TrustedSignature?.Checks.Select(c => c.Caveat).OfType<string>() ?? [])
        {
            context.WriteWarning(TerminalText.Escape(caveat));
        }

        if (verdict.IgnoredCount > 0)
        {
            wasWarned = true;
            context.WriteWarning(Ignored(verdict.IgnoredCount));
        }

        if (wasWarned)
        {
            context.WriteLine("");
        }

        context.WriteLine(TerminalText.Escape(verdict.Summary));
        if (verdict.UserMetadata.Count > 0)
        {
            context.Out.Write("\nThe artifact was signed with the following user metadata.\n\n");
            context.Out.Write(TableWriter.Format(
                ["KEY", "VALUE"],
                verdict.UserMetadata.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new[] { p.Key, p.Value })));
        }

        if (explain)
        {
            context.Out.Write(VerdictTree.Of(verdict).ToString());
        }
    }

    /// <summary>What led to a verdict that is not accepted: policy, failed checks, evidence, remedies.</summary>
    internal static string Why(Verdict verdict)
    {
        var text = new StringBuilder();
        text.Append($"Verdict: {VerdictNames.Of(verdict.Kind)} (exit code {VerdictExitCode.Of(verdict.Kind)})\n");
        if (verdict.Policy is { } policy)
        {
            text.Append(TerminalText.Escape($"Policy:  statement \"{policy.Statement.Name}\" of {policy.Source}"));
            text.Append('\n').Append(TerminalText.Escape($"         {policy.Reason}")).Append('\n');
        }

        AppendChecks(text, verdict.Checks);
        foreach (var signature in verdict.Signatures.Where(s => !s.IsIgnored))
        {
            var media = signature.EnvelopeMediaType is { } type ? $" ({type})" : "";
            text.Append(TerminalText.Escape(
                $"Signature {signature.Manifest.Digest}{media}: {VerdictNames.Of(signature.Kind)}")).Append('\n');
            AppendChecks(text, signature.Checks);
        }

        foreach (var signature in verdict.Signatures.Where(s => s.IsIgnored))
        {
            text.Append($"Signature {signature.Manifest.Digest}: ignored, it could not be fetched or parsed\n");
            AppendChecks(text, signature.Checks);
        }

        return text.ToString();
    }

    /// <summary>A check's outcome in one line.</summary>
    internal static string Line(Check check)
    {
        var logged = check.Status == CheckStatus.Warned ? ", which the policy only logs" : "";
        var status = check.Status == CheckStatus.NotRun ? "not run" : VerdictNames.Of(check.Status);
        return $"{status}{logged}: {check.Rule}: {check.Message}";
    }

    /// <summary>The checks that did not pass, each with its evidence and what to do.</summary>
    internal static void AppendChecks(StringBuilder text, IReadOnlyList<Check> checks)
    {
        foreach (var check in checks.Where(
            c => c.Status is CheckStatus.Failed or CheckStatus.Undetermined or CheckStatus.Warned))
        {
            text.Append("  ").Append(TerminalText.Escape(Line(check))).Append('\n');
            foreach (var evidence in check.Evidence)
            {
                text.Append("    ").Append(TerminalText.Escape($"{evidence.Name}: {evidence.Value}")).Append('\n');
            }

            if (check.Remedy is { } remedy)
            {
                text.Append("    to fix: ").Append(TerminalText.Escape(remedy)).Append('\n');
            }
        }
    }

    /// <summary>How many signatures were passed over.</summary>
    internal static string Ignored(int count) => count == 1
        ? "1 signature was ignored because it could not be fetched or parsed; --explain shows why"
        : $"{count} signatures were ignored because they could not be fetched or parsed; --explain shows why";
}
