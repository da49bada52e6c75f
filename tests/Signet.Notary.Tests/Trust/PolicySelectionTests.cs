using FsCheck;
using FsCheck.Fluent;
using Signet.Notary.Trust;
using Signet.Notary.Trust.Policies;
using static Signet.Notary.Tests.Trust.PolicyText;

namespace Signet.Notary.Tests.Trust;

/// <summary>Which statement applies to a repository.</summary>
public sealed class PolicySelectionTests
{
    private static readonly TrustPolicyDocument Nested = ParseSignet(
        Scoped("all", ["*"], ["r.example.com/team/secret/*", "q.example.com"]),
        Scoped("registry", ["r.example.com"], ["r.example.com/team/secret/x"]),
        Scoped("team", ["r.example.com/team/*"], ["r.example.com/team/secret/*", "r.example.com/team/open"]),
        Scoped("deep", ["r.example.com/team/a/b/*"]),
        Scoped("one", ["r.example.com/team/open/one"]));

    [Theory]
    [InlineData("r.example.com/team/open/one", "one", "r.example.com/team/open/one")]
    [InlineData("r.example.com/team/open/two", "team", "r.example.com/team/*")]
    [InlineData("r.example.com/team/a/b/c/d", "deep", "r.example.com/team/a/b/*")]
    [InlineData("r.example.com/team/a/b", "team", "r.example.com/team/*")]
    [InlineData("r.example.com/team/open", "registry", "r.example.com")]
    [InlineData("r.example.com/team/secret/y", "registry", "r.example.com")]
    [InlineData("r.example.com/team", "registry", "r.example.com")]
    [InlineData("r.example.com/teams/a", "registry", "r.example.com")]
    [InlineData("r.example.com:443/team/a", "all", "*")]
    [InlineData("R.example.com/team/a", "all", "*")]
    [InlineData("r.example.com/team/secret/x", null, null)]
    [InlineData("q.example.com/app", null, null)]
    public void Most_specific_statement_that_does_not_exclude_the_repository_wins(string repository, string? name, string? scope)
    {
        var decision = Nested.SelectStatement(repository);
        Assert.Equal((name, scope), (decision?.Statement.Name, decision?.Scope));
        Assert.Equal(decision, PolicyExplanation.Of(Nested, repository).Decision);
    }

    [Fact]
    public void Reason_names_who_excludes_the_repository() => Assert.Equal(
        "no statement names this repository, and statement \"registry\" is for its registry (\"r.example.com\"); statement "
        + "\"team\" excludes it (\"r.example.com/team/open\")",
        Nested.SelectStatement("r.example.com/team/open")!.Reason);

    [Fact]
    public void Explanation_says_of_each_statement_why_it_applies_or_not()
    {
        var explanation = PolicyExplanation.Of(Nested, "r.example.com/team/open");
        Assert.Equal(
            [
                ("registry", StatementOutcome.Applies), ("team", StatementOutcome.Excluded),
                ("all", StatementOutcome.LessSpecific), ("deep", StatementOutcome.NotCovered), ("one", StatementOutcome.NotCovered),
            ],
            explanation.Considered.Select(c => (c.Statement.Name, c.Outcome)));
        Assert.Contains("\"r.example.com\" of statement \"registry\" is more specific", explanation.Considered[2].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A1_RepositoryWithoutEndCostsNoMoreThanThePolicy()
    {
        var repository = "r.example.com/team/" + string.Join('/', Enumerable.Repeat("a", 500_000));
        Assert.Equal("team", Nested.SelectStatement(repository)!.Statement.Name);
    }

    [Fact]
    public void Selection_agrees_with_a_naive_reading_of_the_rules()
    {
        var policies = 0;
        var decided = 0;
        var gen = Policies.SelectMany(_ => Repositories.ListOf(8), (policy, repositories) => (policy, repositories));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(gen.ToArbitrary(), pair =>
        {
            if (TryParse(pair.policy) is not { } document)
            {
                return true;
            }

            policies++;
            foreach (var repository in pair.repositories)
            {
                var expected = Naive(document, repository);
                var actual = document.SelectStatement(repository);
                var explained = PolicyExplanation.Of(document, repository);
                decided += expected is null ? 0 : 1;
                if (expected != actual?.Statement.Name
                    || explained.Considered.Count != document.Statements.Count
                    || explained.Considered.Count(c => c.Outcome == StatementOutcome.Applies) != (expected is null ? 0 : 1))
                {
                    return false;
                }
            }

            return true;
        }));
        Assert.True(policies > 150 && decided > 500, $"only {policies} valid policies and {decided} decisions: this says little");
    }

    /// <summary>Every scope of every statement, without any index: sort what covers, drop who excludes, take the first.</summary>
    private static string? Naive(TrustPolicyDocument document, string repository) => (
        from statement in document.Statements
        where !statement.ExcludedScopes.Any(e => NaiveCovers(e, repository))
        from scope in statement.RegistryScopes
        where NaiveCovers(scope, repository)
        orderby Rank(scope) descending, scope.Length descending
        select statement.Name).FirstOrDefault();

    private static int Rank(string scope) =>
        scope == "*" ? 0 : !scope.Contains('/', StringComparison.Ordinal) ? 1 : scope.EndsWith('*') ? 2 : 3;

    private static bool NaiveCovers(string scope, string repository)
    {
        var (wanted, found) = (scope.Split('/'), repository.Split('/'));
        return scope == "*"
            || (wanted.Length == 1 ? wanted[0] == found[0]
                : wanted[^1] == "*" ? found.Length >= wanted.Length && wanted.SkipLast(1).SequenceEqual(found.Take(wanted.Length - 1))
                : scope == repository);
    }

    private static Gen<string> Repositories =>
        from host in Gen.Elements("r.example.com", "q.example.com", "r.example.com:5000")
        from path in Gen.Elements("a", "b", "ab").NonEmptyListOf()
        select $"{host}/{string.Join('/', path.Take(4))}";

    private static Gen<string> Scopes => Gen.Frequency(
        (4, Repositories),
        (4, Repositories.Select(r => r + "/*")),
        (1, Gen.Elements("r.example.com", "q.example.com")));

    private static Gen<(List<string> Scopes, List<string> Excluded)[]> Policies =>
        Gen.Frequency(
            (4, Scopes.ListOf(3).Zip(Scopes.ListOf(1))),
            (3, Scopes.ListOf(2).Zip(Gen.Constant(new List<string>()))),
            (1, Gen.Constant(new List<string> { "*" }).Zip(Scopes.ListOf(2))))
        .Select(p => (p.Item1.Distinct().ToList(), p.Item2.Distinct().ToList()))
        .ArrayOf(4);

    private static TrustPolicyDocument? TryParse((List<string> Scopes, List<string> Excluded)[] policy)
    {
        // A scope belongs to one statement; whoever comes later does without it.
        var taken = new HashSet<string>();
        var statements = policy
            .Select((p, i) => (Name: $"s{i}", Scopes: p.Scopes.Where(taken.Add).ToArray(), p.Excluded))
            .Where(p => p.Scopes.Length > 0)
            .Select(p => Scoped(p.Name, p.Scopes, [.. p.Excluded.Where(e => p.Scopes.Any(s => s != e && NaiveCovers(s, e)) && !p.Scopes.Any(s => NaiveCovers(e, s)))]))
            .ToArray();
        return statements.Length == 0 ? null : ParseSignet(statements);
    }

    private static string Scoped(string name, string[] scopes, string[]? excluded = null) => Statement(
        $"\"registryScopes\":[{List(scopes)}],\"excludedScopes\":[{List(excluded ?? [])}]", name);

    private static string List(string[] items) => string.Join(',', items.Select(i => $"\"{i}\""));
}
