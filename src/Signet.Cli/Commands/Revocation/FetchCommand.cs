using System.Security.Cryptography.X509Certificates;
using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Artifacts;
using Signet.Cli.Output;
using Signet.Cli.Verdicts;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci.Files;
using Signet.Signatures.Revocation;

namespace Signet.Cli.Commands.Revocation;

/// <summary>
/// Collects answers about revocation in one file. For an artifact by verifying it, so that exactly what a verification
/// without a network asks for is in the file, the timestamping authority's chain included.
/// </summary>
internal sealed class FetchCommand : Command
{
    private readonly StringFlag _output =
        new("output", 'o', "file to write the revocation bundle to") { IsRequired = true };

    private readonly EnvironmentFlag _environment = new();
    private readonly ArtifactFlags _artifact = new("fetch answers for");
    private readonly ScopeFlag _scope;

    public FetchCommand()
        : base("fetch", "Collect what OCSP responders and CRLs say about certificates in one file")
    {
        Description = """
            Collects what OCSP responders and CRLs say now in one file, a revocation bundle, for "signet verify --offline".

            An argument that is a file holds certificates (PEM or DER): a signing certificate or a timestamping
            authority's, alone or with its chain; missing issuers are looked for in the other files and in the trust
            stores, where the root must be. Any other argument is a reference to an artifact, which is verified by the
            trust policy meanwhile. Servers are asked only about chains that a trust store of this machine backs.

            The file is written only when there is an answer about every certificate; "revoked" is an answer too. It is
            as good as its signed answers: until the first of them expires, which is printed, and no longer.

            Examples:
              signet revocation fetch <registry>/<repository>@<digest> -o bundle.json
              signet revocation fetch --oci-layout "<oci_layout_path>@<digest>" --scope <trust_policy_scope> -o bundle.json
              signet revocation fetch signer.crt tsa.crt -o bundle.json
            """;
        Arguments = "[flags] {<reference>|<certificate_file>}...";
        Flags.Add(_output);
        _scope = new(_artifact);
        _scope.AddTo(Flags);
        _environment.AddTo(Flags);
        _artifact.AddTo(Flags);
        FlagGroups = [ScopeFlag.Group];
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing reference or certificate file: "
                + "use `signet revocation fetch --help` to see what parameters are required");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _artifact.WarnAboutOldFlags(context);
        _scope.Check();
        if (_output.Value.Length == 0)
        {
            throw new CommandException("--output names no file");
        }

        var files = context.Arguments.Where(File.Exists).ToList();
        var references = context.Arguments.Except(files).Select(_artifact.Parse).ToList();
        var bundle = RevocationBundle.Collect(context.Clock);
        // No other cache: what one of them answered would not go into the bundle.
        var checker = new RevocationChecker(new() { Caches = [bundle], TimeProvider = context.Clock });
        var answers = new CollectedAnswers();

        await FetchAsync(files, checker, answers, context, cancellationToken);
        var verdicts = await VerifyAsync(references, checker, answers, context, cancellationToken);
        if (answers.HasGaps)
        {
            throw new CommandException($"{GoText.Quote(_output.Value)} was not written, because not all answers could be fetched");
        }

        if (verdicts.FirstOrDefault(v => !HasAnswers(v)) is not null)
        {
            context.WriteError($"{GoText.Quote(_output.Value)} was not written");
            return VerdictExitCode.Of(verdicts);
        }

        await AtomicFile.WriteAsync(_output.Value, bundle.Write(), AtomicFile.Shared, cancellationToken);
        WriteSummary(bundle, context);
        return 0;
    }

    private static async Task FetchAsync(
        List<string> files,
        RevocationChecker checker,
        CollectedAnswers answers,
        CommandContext context,
        CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            return;
        }

        var certificates = new List<X509Certificate2>();
        foreach (var file in files)
        {
            certificates.AddRange(await InputCertificates.ReadAsync(file, cancellationToken));
        }

        var chains = await TrustedChain.FindAsync(new TrustStore(context.Directories), certificates, cancellationToken);
        var checks = chains
            .Select(c => checker.CheckAsync(c.Certificates, c.Purpose, signingTime: null, cancellationToken))
            .ToList();
        foreach (var report in await Task.WhenAll(checks))
        {
            answers.Add(report, context);
        }
    }

    private async Task<List<Verdict>> VerifyAsync(
        List<ArtifactReference> references,
        RevocationChecker checker,
        CollectedAnswers answers,
        CommandContext context,
        CancellationToken cancellationToken)
    {
        var verdicts = new List<Verdict>();
        if (references.Count == 0)
        {
            return verdicts;
        }

        var policy = await TrustPolicyDocument.LoadAsync(context.Directories, _environment.Value, cancellationToken);
        var logger = _artifact.CreateLogger(context);
        using var source = await _artifact.OpenAsync(context, references, logger, cancellationToken);
        var verifier = new ArtifactVerifier(
            policy,
            new TrustStore(context.Directories),
            new VerifierOptions { TimeProvider = context.Clock, Revocation = checker });
        foreach (var reference in references)
        {
            var verdict = await verifier.VerifyAsync(
                await source.OpenAsync(reference, cancellationToken),
                new VerifyRequest
                {
                    Reference = reference.TagOrDigest,
                    OriginalReference = reference.Text,
                    Scope = _scope.Value,
                },
                cancellationToken);
            VerdictLog.Write(verdict, logger);
            verdicts.Add(verdict);
            Report(verdict, answers, context);
        }

        return verdicts;
    }

    private static void Report(Verdict verdict, CollectedAnswers answers, CommandContext context)
    {
        var reports = verdict.Signatures
            .SelectMany(s => s.Checks)
            .Select(c => c.Revocation)
            .OfType<RevocationReport>()
            .ToList();
        reports.ForEach(report => answers.Add(report, context));
        if (!HasAnswers(verdict))
        {
            context.WriteError(TerminalText.Escape(verdict.Summary));
        }
        else if (reports.Count == 0)
        {
            context.WriteWarning($"{TerminalText.Escape(verdict.Reference)} needs no answers: the trust policy does not ask "
                + "about revocation");
        }
    }

    /// <summary>A verification that ended for another reason did not come to ask all that a good one asks.</summary>
    private static bool HasAnswers(Verdict verdict) => verdict.IsAccepted || verdict.Kind == VerdictKind.Revoked;

    private void WriteSummary(RevocationBundle bundle, CommandContext context)
    {
        var path = TerminalText.Escape(_output.Value);
        context.WriteLine(bundle.ValidUntil is { } until
            ? $"Wrote {path}: {bundle.Count} {(bundle.Count == 1 ? "answer" : "answers")}, valid until {TimeText.Rfc3339(until.ToUniversalTime())}"
            : $"Wrote {path}: no answers, because nobody is to be asked about these certificates");
    }
}
