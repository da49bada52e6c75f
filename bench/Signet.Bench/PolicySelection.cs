using System.Diagnostics;
using System.Globalization;
using System.Text;
using Signet.Notary.Trust;

namespace Signet.Bench;

/// <summary>
/// Chooses statements for 10 000 references in a policy of 1 000 statements with prefixes and exclusions; and for
/// comparison by looking at each statement in turn.
/// </summary>
internal static class PolicySelection
{
    private const int Statements = 1_000;
    private const int References = 10_000;
    private const int Runs = 9;

    public static void Print(TextWriter output)
    {
        var text = Encoding.UTF8.GetBytes(Policy());
        var references = Enumerable.Range(0, References).Select(Reference).ToArray();
        var document = TrustPolicyDocument.Parse(text, "bench");
        var chosen = references.Count(r => document.SelectStatement(r) is not null);
        var parse = Median(() => TrustPolicyDocument.Parse(text, "bench"));
        var select = Median(() => references.Count(r => document.SelectStatement(r) is not null));
        var naive = Median(() => references.Take(References / 100).Count(r => Naive(document, r)), runs: 3) * 100;
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"policy, {Statements} statements ({text.Length / 1024} KiB), {References} references, {chosen} with a statement; in process, median"));
        output.WriteLine();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"read and validate",-28}{parse,10:0.0} ms"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"choose statements",-28}{select,10:0.0} ms"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"one by one, extrapolated",-28}{naive,10:0.0} ms"));
    }

    /// <summary>A third each: repositories, prefixes with exclusions, registries; and <c>*</c>.</summary>
    private static string Policy()
    {
        var statements = Enumerable.Range(0, Statements).Select(i => $$"""
            {"name":"s{{i}}","registryScopes":[{{Scopes(i)}}],"excludedScopes":[{{Exclusions(i)}}],"signatureVerification":{"level":"strict"},
             "trustStores":["ca:s{{i % 10}}"],"trustedIdentities":["x509.subject: C=US, ST=WA, O=Example, CN=signer{{i}}"]}
            """);
        return $$"""{"version":"signet/1.0","trustPolicies":[{{string.Join(',', statements)}}]}""";
    }

    private static string Scopes(int i) => i == 0 ? "\"*\"" : (i % 3) switch
    {
        0 => $"\"r{i}.example.com\"",
        1 => $"\"registry.example.com/team{i}/app\",\"registry.example.com/team{i}/tool\"",
        _ => $"\"registry.example.com/team{i}/*\",\"registry.example.com/team{i}/deep/er/*\"",
    };

    private static string Exclusions(int i) => i > 0 && i % 3 == 2 ? $"\"registry.example.com/team{i}/sandbox/*\",\"registry.example.com/team{i}/x\"" : "";

    private static string Reference(int i) => (i % 5) switch
    {
        0 => $"r{i % Statements}.example.com/some/app",
        1 => $"registry.example.com/team{i % Statements}/app",
        2 => $"registry.example.com/team{i % Statements}/deep/er/and/deeper/app{i}",
        3 => $"registry.example.com/team{i % Statements}/sandbox/app{i}",
        _ => $"other{i}.example.com/team/app",
    };

    private static bool Naive(TrustPolicyDocument document, string repository) => document.Statements.Any(s =>
        s.RegistryScopes.Any(scope => RegistryScope.Covers(scope, repository))
        && !s.ExcludedScopes.Any(scope => RegistryScope.Covers(scope, repository)));

    private static double Median(Func<object> work, int runs = Runs)
    {
        var times = new List<double>();
        for (var run = -1; run < runs; run++)
        {
            var start = Stopwatch.GetTimestamp();
            _ = work();
            if (run >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        times.Sort();
        return times[times.Count / 2];
    }
}
