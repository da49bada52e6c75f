using Microsoft.Extensions.Logging;
using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Graphs;
using Signet.Cli.Output;
using Signet.Cli.Verdicts;
using Signet.Notary.Graph;
using Signet.Notary.Plugins;
using Signet.Notary.Trust;
using Signet.Notary.Verification;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>Verifies artifacts against the trust policy.</summary>
internal sealed class VerifyCommand : Command
{
    private readonly StringArrayFlag _pluginConfig =
        new("plugin-config", '\0', "{key}={value} pairs that are passed as it is to a plugin, refer plugin's documentation to set appropriate values");

    private readonly StringArrayFlag _metadata =
        new("user-metadata", 'm', "user defined {key}={value} pairs that must be present in the signature for successful verification if provided");

    private readonly SignatureCountFlag _maxSignatures = new();
    private readonly ReportFlag _output = new();
    private readonly BoolFlag _explain = new("explain", '\0', "show every check with its evidence as a tree, on success too");
    private readonly IntFlag _concurrency = new("concurrency", '\0', "references verified at the same time", 5);
    private readonly BoolFlag _recursive =
        new("recursive", 'r', "verify everything that belongs to the artifacts too: platforms, SBOMs, reports");

    private readonly PlatformFlag _platform = new();
    private readonly RevocationFlags _revocation = new();
    private readonly EnvironmentFlag _environment = new();
    private readonly ArtifactFlags _artifact = new("verify");
    private readonly ScopeFlag _scope;

    public VerifyCommand()
        : base("verify", "Verify artifacts")
    {
        Description = """
            Verifies that artifacts are signed by someone the trust policy trusts. Several references are verified at the
            same time; "-" reads references from standard input, one a line.

            With --recursive the platforms of an index and everything that refers to any of them are verified too, and the
            verdict is accepted only if all that the policy requires is: see docs/graph.md. With --platform only what one
            platform's users get.

            Exit codes:
              0   trusted, or skipped by the policy
              1   wrong usage, no usable trust policy, or another error before there was a verdict
              10  unsigned
              11  untrusted: no signature by someone the policy trusts, or no statement applies
              12  invalid: tampered, malformed, or another artifact's signature
              13  expired
              14  revoked
              15  undetermined: it could not be decided (network, throttling); try again, never accept
            With several references, and with --recursive, the most severe verdict gives the exit code.

            Examples:
              signet verify <registry>/<repository>@<digest>
              signet verify --output json <registry>/<repository>@<digest>
              signet verify --explain <registry>/<repository>@<digest>
              signet verify --offline --revocation-bundle revocation.json <registry>/<repository>@<digest>
              signet verify --plugin-config key=value <registry>/<repository>@<digest>
              signet verify --oci-layout "<oci_layout_path>@<digest>" --scope <trust_policy_scope>
              signet verify --recursive <registry>/<repository>@<digest>
              signet verify --recursive --platform linux/arm64 <registry>/<repository>@<digest>
              cat references.txt | signet verify -
            """;
        Arguments = "[flags] <reference>...";
        Flags.Add(_pluginConfig, _metadata, _explain, _concurrency, _recursive, _platform);
        _output.AddTo(Flags);
        _maxSignatures.AddTo(Flags);
        _scope = new(_artifact);
        _scope.AddTo(Flags);
        _revocation.AddTo(Flags);
        _environment.AddTo(Flags);
        _artifact.AddTo(Flags);
        FlagGroups = [ScopeFlag.Group];
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments) => ArtifactFlags.RequireReference(arguments, Name);

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _output.Check();
        return default;
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        CheckFlags(context);
        var policy = await TrustPolicyDocument.LoadAsync(context.Directories, _environment.Value, cancellationToken);
        var pluginConfig = KeyValuePairs.Parse(_pluginConfig);
        var metadata = KeyValuePairs.Parse(_metadata);
        var (texts, isList) = await ReferenceListAsync(context, cancellationToken);
        var references = texts.Select(_artifact.Parse).ToList();
        var logger = _artifact.CreateLogger(context);
        var revocation = await _revocation.CreateCheckerAsync(context, logger, cancellationToken);
        using var source = await _artifact.OpenAsync(context, references, logger, cancellationToken);
        var trustStore = new TrustStore(context.Directories);
        var options = new VerifierOptions
        {
            MaxSignatures = _maxSignatures.Value,
            Revocation = revocation,
            Plugins = new PluginManager(context.Directories, new PluginOptions { Logger = logger }),
            TimeProvider = context.Clock,
        };
        if (_recursive.Value)
        {
            var graphs = new GraphVerifier(policy, trustStore, options);
            var walks = Start(references, r => VerifyAsync(graphs, source, r, metadata, pluginConfig, cancellationToken));
            return await ReportAsync(references, walks, isList, context, logger);
        }

        var verifier = new ArtifactVerifier(policy, trustStore, options);
        var verifications = Start(references, r => VerifyAsync(verifier, source, r, metadata, pluginConfig, cancellationToken));
        return await ReportAsync(references, verifications, isList, context, logger);
    }

    private void CheckFlags(CommandContext context)
    {
        _artifact.WarnAboutOldFlags(context);
        _maxSignatures.Check();

        if (_concurrency.Value <= 0)
        {
            throw new CommandException($"concurrency value {_concurrency.Value} must be a positive number");
        }

        if (_platform.Value is not null && !_recursive.Value)
        {
            throw new CommandException("--platform can only be used with --recursive: to verify one platform's manifest alone, "
                + "name it by its digest");
        }

        _scope.Check();
    }

    private static async Task<(List<string> References, bool IsList)> ReferenceListAsync(
        CommandContext context, CancellationToken cancellationToken)
    {
        var references = new List<string>();
        var isList = context.Arguments.Count > 1;
        foreach (var argument in context.Arguments)
        {
            if (argument != "-")
            {
                references.Add(argument);
                continue;
            }

            isList = true;
            await foreach (var line in ReferenceLines.ReadAsync(context.In, cancellationToken))
            {
                references.Add(line);
            }
        }

        return references.Count > 0
            ? (references, isList)
            : throw new CommandException("there is no reference on standard input; put one on each line");
    }

    private List<Task<T>> Start<T>(List<ArtifactReference> references, Func<ArtifactReference, Task<T>> verify)
    {
        var slots = new SemaphoreSlim(_concurrency.Value);
        return references.ConvertAll(async reference =>
        {
            await slots.WaitAsync(CancellationToken.None);
            try
            {
                return await verify(reference);
            }
            finally
            {
                slots.Release();
            }
        });
    }

    private async Task<Verdict> VerifyAsync(
        ArtifactVerifier verifier,
        ArtifactSource source,
        ArtifactReference reference,
        Dictionary<string, string> metadata,
        Dictionary<string, string> pluginConfig,
        CancellationToken cancellationToken)
    {
        var repository = await source.OpenAsync(reference, cancellationToken);
        return await verifier.VerifyAsync(
            repository,
            new VerifyRequest
            {
                Reference = reference.TagOrDigest,
                OriginalReference = reference.Text,
                Scope = _scope.Value,
                UserMetadata = metadata,
                PluginConfig = pluginConfig,
            },
            cancellationToken);
    }

    private async Task<GraphVerdict> VerifyAsync(
        GraphVerifier verifier,
        ArtifactSource source,
        ArtifactReference reference,
        Dictionary<string, string> metadata,
        Dictionary<string, string> pluginConfig,
        CancellationToken cancellationToken) => await verifier.VerifyAsync(
            await source.OpenAsync(reference, cancellationToken),
            new GraphVerifyRequest
            {
                Reference = reference.TagOrDigest,
                OriginalReference = reference.Text,
                Scope = _scope.Value,
                Platform = _platform.Value,
                UserMetadata = metadata,
                PluginConfig = pluginConfig,
            },
            cancellationToken);

    private async Task<int> ReportAsync(
        List<ArtifactReference> references,
        List<Task<GraphVerdict>> walks,
        bool isList,
        CommandContext context,
        ILogger logger)
    {
        var verdicts = new List<GraphVerdict>();
        foreach (var (reference, walk) in references.Zip(walks))
        {
            ArtifactFlags.WarnAboutTag(context, "verify", reference);
            var verdict = await walk;
            foreach (var own in verdict.Nodes.Select(n => n.Verdict).OfType<Verdict>())
            {
                VerdictLog.Write(own, logger);
            }

            verdicts.Add(verdict);
            if (!_output.IsJson)
            {
                GraphText.Write(verdict, context, _explain.Value);
            }
            else if (!verdict.IsAccepted)
            {
                context.WriteError(TerminalText.Escape(verdict.Summary));
            }
        }

        if (_output.IsJson)
        {
            context.Out.Write(GraphJson.Format(verdicts, isList, hasDetails: true));
        }

        return VerdictExitCode.Of(verdicts.Max(v => v.Kind));
    }

    private async Task<int> ReportAsync(
        List<ArtifactReference> references,
        List<Task<Verdict>> verifications,
        bool isList,
        CommandContext context,
        ILogger logger)
    {
        var verdicts = new List<Verdict>();
        var isJson = _output.IsJson;
        foreach (var (reference, verification) in references.Zip(verifications))
        {
            var wasWarned = ArtifactFlags.WarnAboutTag(context, "verify", reference);
            var verdict = await verification;
            VerdictLog.Write(verdict, logger);
            verdicts.Add(verdict);
            if (!isJson)
            {
                VerdictText.Write(verdict, context, wasWarned, _explain.Value);
            }
            else if (!verdict.IsAccepted)
            {
                context.WriteError(TerminalText.Escape(verdict.Summary));
            }
        }

        if (isJson)
        {
            context.Out.Write(VerdictJson.Format(verdicts, isList));
        }

        return VerdictExitCode.Of(verdicts);
    }
}
