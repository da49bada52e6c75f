using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Cli.Verdicts;

namespace Signet.Cli.Commands.Bundles;

/// <summary>Verifies a bundle without a network.</summary>
internal sealed class VerifyCommand : Command
{
    private readonly BundleVerification _verification = new();
    private readonly LoggingFlags _logging = new();
    private readonly ReportFlag _report = new();

    public VerifyCommand()
        : base("verify", "Verify a bundle without a network")
    {
        Description = """
            Verifies a bundle: that its file is as it was made, that it is signed by someone whom this machine's trust policy
            trusts for --scope, that it is of this repository, and then the artifacts in it, by the policy, certificates and
            answers about revocation that it carries. No network is used.

            Exit codes are those of "signet verify": 0 trusted, 10 unsigned, 11 untrusted, 12 invalid, 13 expired, 14 revoked,
            15 undetermined; 1 for wrong usage and files that cannot be read.

            Examples:
              signet bundle verify --scope <registry>/<repository> app.tar
              signet bundle verify --scope <registry>/<repository> --environment production --own-policy app.tar
              signet bundle verify --scope <registry>/<repository> --revocation-bundle newer.json app.tar
            """;
        Arguments = "[flags] <file>";
        _verification.AddTo(Flags);
        _logging.AddTo(Flags);
        _report.AddTo(Flags);
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments) => BundleFile.Require(this, arguments, 1, "one file");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _report.Check();
        return default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var verdict = await _verification.RunAsync(context, context.Arguments[0], _logging.CreateLogger(context), cancellationToken);
        if (_report.IsJson)
        {
            ReportJson.Print(context, writer => BundleJson.Write(writer, verdict));
            BundleText.WriteErrorLine(verdict, context);
        }
        else
        {
            BundleText.Write(verdict, context);
        }

        return VerdictExitCode.Of(verdict.Kind);
    }
}
