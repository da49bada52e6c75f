using System.Text.Json;
using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Cli.Verdicts;
using Signet.Notary.Trust;
using Signet.Notary.Trust.Policies;

namespace Signet.Cli.Commands.Policies;

/// <summary>Shows which statement applies to a reference, and why no other does.</summary>
internal sealed class WhichCommand : Command
{
    private readonly PolicyChoice _policy = new();
    private readonly ReportFlag _report = new();

    public WhichCommand()
        : base("which", "Show which trust policy statement applies to a reference, and why")
    {
        Description = """
            Shows which statement of the trust policy applies to a reference, why that one, and why no other does. Nothing
            is asked of a registry. For an OCI layout give its scope, for example local/app.

            Exit codes:
              0   a statement applies
              1   there is no valid policy, or the reference is none
              11  no statement applies: verification would end with "untrusted"

            Examples:
              signet policy which registry.example.com/team/app
              signet policy which registry.example.com/team/app:v1 --policy ./new.json
              signet policy which registry.example.com/team/app --environment prod --output json
            """;
        Arguments = "[flags] <reference>";
        FlagGroups = [PolicyChoice.Group];
        _policy.AddTo(Flags);
        _report.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) => RequireOneArgument(arguments);

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _report.Check();
        return default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var repository = RepositoryArgument.Parse(context.Arguments[0]);
        var document = await _policy.LoadAsync(context, cancellationToken);
        var explanation = PolicyExplanation.Of(document, repository);
        if (_report.IsJson)
        {
            ReportJson.Print(context, writer => WriteJson(writer, document, explanation));
        }
        else
        {
            WriteText(document, explanation, context);
        }

        return explanation.Decision is null ? PolicyExitCode.NoStatement : 0;
    }

    private static void WriteText(TrustPolicyDocument document, PolicyExplanation explanation, CommandContext context)
    {
        void Line(string name, string value) => context.WriteLine($"{name,-12}{TerminalText.Escape(value)}");

        Line("Repository:", explanation.Repository);
        Line("Policy:", document.Source);
        if (explanation.Decision is { } decision)
        {
            var statement = decision.Statement;
            Line("Statement:", statement.Name);
            Line("Why:", decision.Reason);
            Line("Level:", LevelText(statement.Level));
            Line("Stores:", statement.TrustStores.Count > 0 ? string.Join(", ", statement.TrustStores) : "none");
            Line("Identities:", statement.TrustedIdentities.Count > 0 ? string.Join("; ", statement.TrustedIdentities) : "none");
            foreach (var rule in statement.Graph.Describe())
            {
                Line("Graph:", rule);
            }

            foreach (var requirement in statement.Requirements.Describe())
            {
                Line("Requires:", requirement);
            }
        }
        else
        {
            Line("Statement:", "none applies, so no artifact of this repository is trusted");
        }

        foreach (var other in explanation.Considered.Where(c => c.Outcome != StatementOutcome.Applies))
        {
            context.WriteLine($"Not {TerminalText.Escape(other.Statement.Name)}: {TerminalText.Escape(other.Reason)}");
        }
    }

    private static string LevelText(VerificationLevel level) => level.Name != VerificationLevels.CustomName
        ? level.Name
        : $"custom (authenticity {VerdictNames.Of(level.Authenticity)}, authenticTimestamp {VerdictNames.Of(level.AuthenticTimestamp)}, "
            + $"expiry {VerdictNames.Of(level.Expiry)}, revocation {VerdictNames.Of(level.Revocation)})";

    private static void WriteJson(Utf8JsonWriter writer, TrustPolicyDocument document, PolicyExplanation explanation)
    {
        writer.WriteString("repository", explanation.Repository);
        writer.WriteString("policy", document.Source);
        writer.WriteString("version", document.Version);
        writer.WriteString("statement", explanation.Decision?.Statement.Name);
        writer.WriteString("scope", explanation.Decision?.Scope);
        writer.WriteString("reason", explanation.Decision?.Reason);
        writer.WriteString("level", explanation.Decision?.Statement.Level.Name);
        ReportJson.WriteStrings(
            writer, "trustStores", explanation.Decision?.Statement.TrustStores.Select(s => s.ToString()) ?? []);
        ReportJson.WriteStrings(writer, "trustedIdentities", explanation.Decision?.Statement.TrustedIdentities ?? []);
        ReportJson.WriteStrings(writer, "requirements", explanation.Decision?.Statement.Requirements.Describe() ?? []);
        ReportJson.WriteStrings(writer, "graph", explanation.Decision?.Statement.Graph.Describe() ?? []);
        writer.WriteStartArray("considered");
        foreach (var each in explanation.Considered)
        {
            writer.WriteStartObject();
            writer.WriteString("statement", each.Statement.Name);
            writer.WriteString("outcome", each.Outcome switch
            {
                StatementOutcome.Applies => "applies",
                StatementOutcome.Excluded => "excluded",
                StatementOutcome.LessSpecific => "lessSpecific",
                _ => "notCovered",
            });
            writer.WriteString("scope", each.Scope);
            writer.WriteString("reason", each.Reason);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
