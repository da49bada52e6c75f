using System.Globalization;
using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Artifacts;
using Signet.Cli.Output;
using Signet.Cli.Verdicts;
using Signet.Notary;
using Signet.Notary.Plugins;
using Signet.Notary.Trust;
using Signet.Notary.Trust.Policies;
using Signet.Notary.Verification;

namespace Signet.Cli.Commands.Policies;

/// <summary>Runs the tests of a policy.</summary>
internal sealed class TestCommand : Command
{
    private const int Concurrency = 5;

    private readonly PolicyChoice _policy = new();
    private readonly ReportFlag _report = new();
    private readonly RegistryFlags _registry = new();
    private readonly RevocationFlags _revocation = new();
    private readonly LoggingFlags _logging = new();

    public TestCommand()
        : base("test", "Test a trust policy against expectations in a file")
    {
        Description = """
            Runs the tests in a YAML or JSON file against a trust policy. A test names a reference, and what is expected of
            it: the statement that applies (null for none), its level, or the verdict on the artifact. Only a verdict asks
            the registry.

              policy: ./trustpolicy.json        # without it, the policy that verification uses
              tests:
                - reference: registry.example.com/team/app
                  statement: team
                  level: strict
                - reference: registry.example.com/other
                  statement: null
                - reference: registry.example.com/team/app:v1
                  verdict: trusted

            Exit codes:
              0   everything is as expected
              1   the file or the policy is not valid
              2   something is not as expected

            Examples:
              signet policy test policy-tests.yaml
              signet policy test policy-tests.json --policy ./new.json --output json
            """;
        Arguments = "[flags] <file>";
        FlagGroups = [PolicyChoice.Group];
        _policy.AddTo(Flags);
        _report.AddTo(Flags);
        _registry.AddTo(Flags);
        _revocation.AddTo(Flags);
        _logging.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) => RequireOneArgument(arguments);

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _report.Check();
        return default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var path = context.Arguments[0];
        var file = await ReadAsync(path, cancellationToken);
        var policy = !_policy.IsSet && file.Policy is { } named
            ? await PolicyChoice.ReadAsync(Path.Combine(Path.GetDirectoryName(path) ?? "", named), cancellationToken)
            : await _policy.LoadAsync(context, cancellationToken);
        var verdicts = await VerifyAsync(file.Cases, policy, context, cancellationToken);
        var outcomes = file.Cases
            .Select((test, i) => new PolicyTestOutcome(test, policy.SelectStatement(test.Artifact.Name), verdicts[i]))
            .ToList();
        var failed = outcomes.Count(o => o.Failures.Count > 0);
        if (_report.IsJson)
        {
            WriteJson(context, policy.Source, outcomes, failed);
        }
        else
        {
            WriteText(context, outcomes, failed);
        }

        return failed > 0 ? PolicyExitCode.Negative : 0;
    }

    private static async Task<PolicyTestFile> ReadAsync(string path, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> content = await InputFile.ReadAsync(path, NotaryLimits.PolicyTestBytes, cancellationToken);
        try
        {
            var isJson = content.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8);
            return PolicyTestFile.Read(isJson ? content : YamlDocument.ToJson(content));
        }
        catch (FormatException e)
        {
            throw new CommandException($"{GoText.Quote(path)} is no file of policy tests: {TerminalText.EscapeLines(e.Message)}", e);
        }
    }

    /// <summary>The verdicts that are expected, at the places of their tests.</summary>
    private async Task<Verdict?[]> VerifyAsync(
        IReadOnlyList<PolicyTestCase> cases, TrustPolicyDocument policy, CommandContext context, CancellationToken cancellationToken)
    {
        var verdicts = new Verdict?[cases.Count];
        var wanted = Enumerable.Range(0, cases.Count).Where(i => cases[i].Verdict is not null).ToList();
        if (wanted.Count == 0)
        {
            return verdicts;
        }

        var logger = _logging.CreateLogger(context);
        var credentials = _registry.CredentialSource(context, [.. wanted.Select(i => cases[i].Artifact.Registry).Distinct()]);
        using var source = new ArtifactSource(await _registry.OpenClientAsync(context, credentials, logger, cancellationToken));
        var verifier = new ArtifactVerifier(policy, new TrustStore(context.Directories), new()
        {
            Revocation = await _revocation.CreateCheckerAsync(context, logger, cancellationToken),
            Plugins = new PluginManager(context.Directories, new PluginOptions { Logger = logger }),
            TimeProvider = context.Clock,
        });
        await Parallel.ForEachAsync(
            wanted,
            new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
            async (i, token) => verdicts[i] = await VerifyAsync(verifier, source, cases[i].Reference, logger, token));
        return verdicts;
    }

    private static async Task<Verdict> VerifyAsync(
        ArtifactVerifier verifier, ArtifactSource source, string text, ILogger logger, CancellationToken cancellationToken)
    {
        var reference = ArtifactReference.Parse(text, isLayout: false);
        var verdict = await verifier.VerifyAsync(
            await source.OpenAsync(reference, cancellationToken),
            new() { Reference = reference.TagOrDigest, OriginalReference = text },
            cancellationToken);
        VerdictLog.Write(verdict, logger);
        return verdict;
    }

    private static void WriteText(CommandContext context, List<PolicyTestOutcome> outcomes, int failed)
    {
        foreach (var outcome in outcomes)
        {
            var state = outcome.Failures.Count == 0 ? "ok  " : "FAIL";
            context.WriteLine($"{state}  {TerminalText.Escape(outcome.Case.Reference)}: {TerminalText.Escape(outcome.Found)}");
            foreach (var failure in outcome.Failures)
            {
                context.WriteLine($"      {TerminalText.Escape(failure)}");
            }
        }

        context.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{outcomes.Count} {(outcomes.Count == 1 ? "test" : "tests")}, {failed} failed"));
    }

    private static void WriteJson(CommandContext context, string policy, List<PolicyTestOutcome> outcomes, int failed) =>
        ReportJson.Print(context, writer =>
        {
            writer.WriteString("policy", policy);
            writer.WriteNumber("failed", failed);
            writer.WriteStartArray("tests");
            foreach (var outcome in outcomes)
            {
                writer.WriteStartObject();
                writer.WriteString("reference", outcome.Case.Reference);
                writer.WriteBoolean("passed", outcome.Failures.Count == 0);
                writer.WriteString("statement", outcome.Decision?.Statement.Name);
                writer.WriteString("level", outcome.Decision?.Statement.Level.Name);
                writer.WriteString("verdict", outcome.Verdict is { } verdict ? VerdictNames.Of(verdict.Kind) : null);
                ReportJson.WriteStrings(writer, "failures", outcome.Failures);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
}
