using System.Text;
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
using Signet.Oci.Files;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>Shows an artifact with everything that belongs to it, and what each part's signatures are worth.</summary>
internal sealed class TreeCommand : Command
{
    private readonly ReportFlag _output = new("json", "svg", "text");
    private readonly StringFlag _outputFile = new("output-file", '\0', "write to this file, replacing it, not to standard output");
    private readonly SignatureCountFlag _maxSignatures = new("evaluate for each part");

    private readonly PlatformFlag _platform = new();
    private readonly RevocationFlags _revocation = new();
    private readonly EnvironmentFlag _environment = new();
    private readonly ArtifactFlags _artifact = new("show");
    private readonly ScopeFlag _scope;

    public TreeCommand()
        : base("tree", "Show an artifact with its platforms, reports and signatures, and their verdicts")
    {
        Description = """
            Shows an artifact with everything that belongs to it: the platforms of an index, SBOMs, scan reports, signatures,
            and whatever refers to those. Each part is verified by the trust policy; without a policy nothing is, and the tree
            says so.

            This command shows and does not judge: it ends with 0 when the artifact could be read, whatever the verdicts. To
            decide by a verdict use "signet verify --recursive".

            Examples:
              signet tree <registry>/<repository>:<tag>
              signet tree --output json <registry>/<repository>@<digest>
              signet tree --output svg --output-file app.svg <registry>/<repository>:<tag>
              signet tree --platform linux/arm64 <registry>/<repository>:<tag>
              signet tree --oci-layout "<oci_layout_path>:<tag>" --scope <trust_policy_scope>
            """;
        Arguments = "[flags] <reference>";
        Flags.Add(_outputFile, _platform);
        _output.AddTo(Flags);
        _maxSignatures.AddTo(Flags);
        _scope = new(_artifact, isRequired: false);
        _scope.AddTo(Flags);
        _revocation.AddTo(Flags);
        _environment.AddTo(Flags);
        _artifact.AddTo(Flags);
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
        _artifact.WarnAboutOldFlags(context);
        _maxSignatures.Check();
        _scope.Check();

        var reference = _artifact.Parse(context.Arguments[0]);
        var logger = _artifact.CreateLogger(context);
        var verifier = await VerifierAsync(context, logger, cancellationToken);
        using var source = await _artifact.OpenAsync(context, [reference], logger, cancellationToken);
        var verdict = await verifier.VerifyAsync(
            await source.OpenAsync(reference, cancellationToken),
            new GraphVerifyRequest
            {
                Reference = reference.TagOrDigest,
                OriginalReference = reference.Text,
                Scope = _scope.Value,
                Platform = _platform.Value,
            },
            cancellationToken);
        if (verdict.Root is null)
        {
            context.WriteError(TerminalText.Escape(verdict.Summary));
            return VerdictExitCode.Of(verdict.Kind);
        }

        await WriteAsync(verdict, context, cancellationToken);
        return 0;
    }

    /// <summary>No policy at all is a state to show; one that is broken, or that was asked for and is not there, is an error.</summary>
    private async Task<GraphVerifier> VerifierAsync(CommandContext context, ILogger logger, CancellationToken cancellationToken)
    {
        var options = new VerifierOptions { MaxSignatures = _maxSignatures.Value, TimeProvider = context.Clock };
        var directories = context.Directories;
        if (_environment.Value is null && !File.Exists(directories.OciTrustPolicyFile) && !File.Exists(directories.LegacyTrustPolicyFile))
        {
            return GraphVerifier.WithoutPolicy(options);
        }

        var policy = await TrustPolicyDocument.LoadAsync(directories, _environment.Value, cancellationToken);
        return new GraphVerifier(policy, new TrustStore(directories), options with
        {
            Revocation = await _revocation.CreateCheckerAsync(context, logger, cancellationToken),
            Plugins = new PluginManager(directories, new PluginOptions { Logger = logger }),
        });
    }

    private async Task WriteAsync(GraphVerdict verdict, CommandContext context, CancellationToken cancellationToken)
    {
        var text = _output.Format switch
        {
            "json" => GraphJson.Format([verdict], isList: false, hasDetails: false),
            "svg" => GraphSvg.Draw(verdict),
            _ => Text(verdict),
        };
        if (_outputFile.IsSet)
        {
            await AtomicFile.WriteAsync(_outputFile.Value, Encoding.UTF8.GetBytes(text), AtomicFile.Shared, cancellationToken);
        }
        else
        {
            context.Out.Write(text);
        }
    }

    private static string Text(GraphVerdict verdict)
    {
        var text = new StringBuilder(GraphText.Tree(verdict));
        foreach (var line in GraphText.Aside(verdict).Concat(verdict.Checks.Select(VerdictText.Line)))
        {
            text.Append(TerminalText.Escape(line)).Append('\n');
        }

        if (verdict.Platform is { } platform)
        {
            text.Append(TerminalText.Escape(GraphText.Consumer(platform))).Append('\n');
        }

        return text.Append(TerminalText.Escape(verdict.Summary)).Append('\n').ToString();
    }
}
