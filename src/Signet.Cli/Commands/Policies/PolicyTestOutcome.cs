using Signet.Cli.Verdicts;
using Signet.Notary.Trust.Policies;
using Signet.Notary.Verification;

namespace Signet.Cli.Commands.Policies;

/// <summary>What became of one test.</summary>
/// <param name="Case">The test.</param>
/// <param name="Decision">The statement that applies; null when none does.</param>
/// <param name="Verdict">The verdict, when one was expected.</param>
internal sealed record PolicyTestOutcome(PolicyTestCase Case, PolicyDecision? Decision, Verdict? Verdict)
{
    /// <summary>Each expectation that is not met.</summary>
    public IReadOnlyList<string> Failures { get; } = [.. FindFailures(Case, Decision, Verdict)];

    /// <summary>What was found, in words.</summary>
    public string Found
    {
        get
        {
            var statement = Decision is null ? "no statement" : $"{Decision.Statement.Name} ({Decision.Statement.Level.Name})";
            return Verdict is null ? statement : $"{statement}, {VerdictNames.Of(Verdict.Kind)}";
        }
    }

    private static IEnumerable<string> FindFailures(PolicyTestCase test, PolicyDecision? decision, Verdict? verdict)
    {
        if (test.ExpectsStatement && test.Statement != decision?.Statement.Name)
        {
            yield return $"expected {Name(test.Statement)}, and {Name(decision?.Statement.Name)} applies"
                + (decision is null ? "" : $": {decision.Reason}");
        }

        if (test.Level is { } level && level != decision?.Statement.Level.Name)
        {
            yield return $"expected level {level}, and it is {decision?.Statement.Level.Name ?? "none, because no statement applies"}";
        }

        if (test.Verdict is { } kind && kind != verdict?.Kind)
        {
            yield return $"expected verdict {VerdictNames.Of(kind)}, and it is "
                + (verdict is null ? "none" : $"{VerdictNames.Of(verdict.Kind)}: {verdict.Summary}");
        }
    }

    private static string Name(string? statement) => statement is null ? "no statement" : $"statement \"{statement}\"";
}
