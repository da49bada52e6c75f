using Signet.Notary.Verification;

namespace Signet.Notary.Trust.Policies;

/// <summary>Which statement applies to a repository, and what became of every other.</summary>
/// <param name="Repository">The repository path.</param>
/// <param name="Decision">The statement that applies; null when none does.</param>
/// <param name="Considered">All statements, the nearest first: by outcome, then by how specific the scope is.</param>
public sealed record PolicyExplanation(
    string Repository, PolicyDecision? Decision, IReadOnlyList<StatementConsideration> Considered)
{
    /// <summary>Looks at every statement, unlike <see cref="TrustPolicyDocument.SelectStatement"/>.</summary>
    /// <exception cref="FormatException"><paramref name="repository"/> is no repository path.</exception>
    public static PolicyExplanation Of(TrustPolicyDocument document, string repository)
    {
        ArgumentNullException.ThrowIfNull(document);
        var decision = document.SelectStatement(repository);
        var considered = document.Statements.Select(s => Consider(s, repository, decision)).ToList();
        return new(
            repository,
            decision,
            [.. considered
                .OrderBy(c => c.Outcome)
                .ThenByDescending(c => c.Scope is null ? -1 : Specificity(c.Scope))]);
    }

    private static StatementConsideration Consider(
        TrustPolicyStatement statement, string repository, PolicyDecision? decision)
    {
        if (statement == decision?.Statement)
        {
            return new(statement, StatementOutcome.Applies, decision.Scope, decision.Reason);
        }

        var scope = statement.RegistryScopes
            .Where(s => RegistryScope.Covers(s, repository))
            .MaxBy(Specificity);
        if (scope is null)
        {
            return new(
                statement, StatementOutcome.NotCovered, null,
                $"none of its scopes covers this repository ({Shorten(statement.RegistryScopes)})");
        }

        return statement.ExcludedScopes.FirstOrDefault(e => RegistryScope.Covers(e, repository)) is { } exclusion
            ? new(
                statement, StatementOutcome.Excluded, scope,
                $"{GoQuote.Text(scope)} covers this repository, and {GoQuote.Text(exclusion)} of excludedScopes excludes it")
            : new(
                statement, StatementOutcome.LessSpecific, scope,
                $"{GoQuote.Text(scope)} covers this repository, and {GoQuote.Text(decision!.Scope)} of statement "
                + $"{GoQuote.Text(decision.Statement.Name)} is more specific");
    }

    /// <summary>Kinds in their order, and among prefixes the longer.</summary>
    private static int Specificity(string scope) => RegistryScope.KindOf(scope) switch
    {
        RegistryScopeKind.Repository => int.MaxValue,
        RegistryScopeKind.Prefix => scope.Length + 1,
        RegistryScopeKind.Registry => 1,
        _ => 0,
    };

    private static string Shorten(IReadOnlyList<string> scopes)
    {
        const int shown = 3;
        return string.Join(", ", scopes.Take(shown)) + (scopes.Count > shown ? $" and {scopes.Count - shown} more" : "");
    }
}
