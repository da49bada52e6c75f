namespace Signet.Notary.Trust.Policies;

/// <summary>One statement and why it applies to a repository or does not.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Scope">Its most specific scope that covers the repository; null when none does.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record StatementConsideration(
    TrustPolicyStatement Statement, StatementOutcome Outcome, string? Scope, string Reason);
