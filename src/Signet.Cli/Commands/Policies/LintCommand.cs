using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Trust;
using Signet.Notary.Trust.Policies;

namespace Signet.Cli.Commands.Policies;

/// <summary>Says everything that is wrong or risky in a policy.</summary>
internal sealed class LintCommand : Command
{
    private readonly BoolFlag _blob = new("blob", '\0', "the policy is for blobs (trustpolicy.blob.json)");
    private readonly BoolFlag _noStores = new("no-stores", '\0', "leave the trust stores of this machine aside");
    private readonly BoolFlag _strict = new("strict", '\0', "exit with 3 when there are warnings");
    private readonly EnvironmentFlag _environment = new();
    private readonly ReportFlag _report = new();

    public LintCommand()
        : base("lint", "Find errors and risky choices in a trust policy")
    {
        Description = """
            Lists every error and every risky choice in a trust policy, each with what to do about it. Without a file, the
            policy that verification uses is looked at. The trust stores it names are looked at too: whether they are
            there, and whether their certificates have expired.

            Exit codes:
              0   no errors (with --strict: no warnings either)
              1   the policy could not be read
              2   errors: nothing can be verified by this policy
              3   with --strict: warnings

            Examples:
              signet policy lint
              signet policy lint ./trustpolicy.json --no-stores --strict
              signet policy lint --environment prod --output json
            """;
        Arguments = "[flags] [file]";
        Flags.Add(_blob, _noStores, _strict);
        _environment.AddTo(Flags);
        _report.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count > 1)
        {
            throw new CommandException($"accepts at most 1 arg(s), received {arguments.Count}");
        }
    }

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _report.Check();
        return default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var kind = _blob.Value ? TrustPolicyKind.Blob : TrustPolicyKind.Oci;
        var path = FindFile(kind, context);
        if (context.Arguments.Count == 0)
        {
            await RequireReadableAsync(kind, context, cancellationToken);
        }

        var findings = await PolicyLint.CheckAsync(
            await InputFile.ReadAsync(path, PolicyFile.MaxBytes, cancellationToken),
            kind,
            _noStores.Value ? null : new TrustStore(context.Directories),
            context.Clock.GetUtcNow(),
            cancellationToken);
        if (_report.IsJson)
        {
            ReportJson.Print(context, writer =>
            {
                writer.WriteString("policy", path);
                writer.WriteBoolean("valid", !Has(findings, PolicySeverity.Error));
                FindingReport.WriteJson(writer, "findings", findings);
            });
        }
        else
        {
            FindingReport.WriteText(findings, context);
            context.WriteLine($"{TerminalText.Escape(path)}: {FindingReport.Summary(findings)}");
        }

        return Has(findings, PolicySeverity.Error) ? PolicyExitCode.Negative
            : _strict.Value && Has(findings, PolicySeverity.Warning) ? PolicyExitCode.Warnings
            : 0;
    }

    /// <summary>A policy in use that verification would not even read, a symbolic link for example, is no good policy.</summary>
    private async Task RequireReadableAsync(TrustPolicyKind kind, CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            _ = kind == TrustPolicyKind.Oci
                ? (await TrustPolicyDocument.LoadAsync(context.Directories, _environment.Value, cancellationToken)).Source
                : (await BlobTrustPolicyDocument.LoadAsync(context.Directories, _environment.Value, cancellationToken)).Source;
        }
        catch (TrustPolicyException e) when (e.Error is TrustPolicyError.Malformed or TrustPolicyError.Invalid)
        {
            // What is wrong with the content is what lint is about to list.
        }
    }

    private static bool Has(IReadOnlyList<PolicyFinding> findings, PolicySeverity severity) =>
        findings.Any(f => f.Severity == severity);

    private string FindFile(TrustPolicyKind kind, CommandContext context)
    {
        var environment = _environment.Value;
        if (context.Arguments.Count == 1)
        {
            return environment is null
                ? context.Arguments[0]
                : throw new CommandException("name a file or --environment, not both");
        }

        return environment is not null ? PolicyEnvironment.FileOf(context.Directories, kind, environment)
            : kind == TrustPolicyKind.Blob ? context.Directories.BlobTrustPolicyFile
            : PolicyFile.Oci.FindCurrent(context) ?? throw new CommandException(
                "there is no OCI trust policy to look at; name a file, or make one: signet policy init");
    }
}
