using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Signing;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Cli.Output.Progress;
using Signet.Notary.Plugins;
using Signet.Notary.Promotion;
using Signet.Notary.Signing;
using Signet.Notary.Trust;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Promotion;

/// <summary>Takes an artifact from one environment to the next.</summary>
internal sealed class PromoteCommand : Command
{
    private const string Key = "sign-key";

    private readonly LoggingFlags _logging = new();
    private readonly ResolveFlag _addresses = new(
        "resolve", "base DNS rules formatted in host:port:address[:address_port] for --from-resolve and --to-resolve");

    private readonly ConcurrencyFlag _concurrency = new();
    private readonly TargetFlags _from;
    private readonly TargetFlags _to;
    private readonly TerminalFlag _terminal;
    private readonly EnvironmentFlag _fromEnvironment = new(TrustPolicyKind.Oci, FlagSide.From);
    private readonly EnvironmentFlag _toEnvironment = new(TrustPolicyKind.Oci, FlagSide.To);
    private readonly StringFlag _fromScope = new(
        "from-scope", '\0', "trust policy scope of a source OCI image layout, such as local/app; required for one");

    private readonly StringFlag _toScope = new(
        "to-scope", '\0', "trust policy scope of a destination OCI image layout, such as local/app; required for one");

    private readonly SignerFlags _signer = new(Key);
    private readonly TimestampFlags _timestamp = new();
    private readonly StringArrayFlag _metadata =
        new("user-metadata", 'm', "{key}={value} pairs that are added to the payload of each stamp");

    private readonly BoolFlag _recursive =
        new("recursive", 'r', "stamp the platforms and reports too, those that the source's policy accepts");

    private readonly StringFlag _actor = new("actor", '\0', "who promotes, for the record: a person or a job");
    private readonly BoolFlag _dryRun = new("dry-run", '\0', "show what would be done, and write nothing");
    private readonly BoolFlag _clean = new(
        "clean", '\0', "promote nothing: remove from the destination what belongs to the source's artifact and no tag reaches");

    private readonly RevocationFlags _revocation = new();
    private readonly ReportFlag _output = new();

    public PromoteCommand()
        : base("promote", "Promote an artifact from one environment to the next")
    {
        Description = """
            Verifies an artifact with its platforms, reports and signatures under the policy of the environment it is in,
            copies all of it, stamps it with the key of the environment it goes to, attaches a signed record, verifies
            everything there, and only then moves the destination's tag. Whatever fails, the tag has not moved; the command
            can be run again, and --clean removes what no tag reaches.

            Without a tag, the destination gets that of the source.

            Exit codes:
              0      promoted, or the tag named the artifact already and all of it was verified again
              1-6    usage, not found, denied, unavailable, corrupt, as for other commands on artifacts
              7      the source's or the destination's tag was moved by somebody else meanwhile
              8      --clean could not remove everything
              10-15  a policy does not accept it, as for signet verify

            Examples:
              signet promote dev.example.com/app:v1 prod.example.com/app:v1 --from-environment dev --to-environment prod --sign-key prod
              signet promote --dry-run dev.example.com/app:v1 prod.example.com/app --sign-key prod
              signet promote --recursive --sign-key prod --actor alice@example.com dev.example.com/app@<digest> prod.example.com/app:v1
              signet promote --to-oci-layout --to-scope local/app dev.example.com/app:v1 ./layout:v1
              signet promote --clean dev.example.com/app:v1 prod.example.com/app
            """;
        Arguments = "[flags] <source>{:<tag>|@<digest>} <destination>[:<tag>]";
        _from = new(FlagSide.From, _addresses, _logging);
        _to = new(FlagSide.To, _addresses, _logging);
        _terminal = new(_from);
        _from.AddTo(Flags);
        _to.AddTo(Flags);
        _logging.AddTo(Flags);
        _terminal.AddTo(Flags);
        _fromEnvironment.AddTo(Flags);
        _toEnvironment.AddTo(Flags);
        _signer.AddTo(Flags);
        _timestamp.AddTo(Flags);
        _revocation.AddTo(Flags);
        _output.AddTo(Flags);
        Flags.Add(_addresses, _concurrency, _fromScope, _toScope, _metadata, _recursive, _actor, _dryRun, _clean);
        FlagGroups = [.. _from.Groups, .. _to.Groups, .. SignerFlags.GroupsOf(Key), TimestampFlags.Group];
    }

    public override bool ClassifiesFailures => true;

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 2, "the source and destination of the promotion");

    public override async ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _output.Check();
        _timestamp.Check();
        await _from.PrepareAsync(context, cancellationToken);
        await _to.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        CheckFlags();
        var from = _from.ParseArtifact(context.Arguments[0], this);
        var to = ParseDestination(context.Arguments[1], from);
        TwoSides.ChooseCredentials(context, _from, from, _to, to);
        if (_clean.Value)
        {
            return await CleanAsync(context, from, to, cancellationToken);
        }

        RequireScope(_from, _fromScope, "from");
        RequireScope(_to, _toScope, "to");
        var logger = _logging.CreateLogger(context);
        var fromPolicy = await TrustPolicyDocument.LoadAsync(context.Directories, _fromEnvironment.Value, cancellationToken);
        var toPolicy = await TrustPolicyDocument.LoadAsync(context.Directories, _toEnvironment.Value, cancellationToken);
        using var key = _signer.IsKeyNamed ? await _signer.OpenKeyAsync(context, logger, cancellationToken) : null;
        using var source = await _from.OpenAsync(context, from, cancellationToken);
        using var destination = await OpenDestinationAsync(context, to, cancellationToken);
        var promoter = new Promoter(new TrustStore(context.Directories), new VerifierOptions
        {
            Revocation = await _revocation.CreateCheckerAsync(context, logger, cancellationToken),
            Plugins = new PluginManager(context.Directories, new PluginOptions { Logger = logger }),
            TimeProvider = context.Clock,
        });
        var request = new PromotionRequest
        {
            Source = new()
            {
                Repository = source.Repository,
                Reference = from.Reference!,
                Policy = fromPolicy,
                Environment = _fromEnvironment.Value,
                Scope = from.IsLayout ? _fromScope.Value : null,
            },
            Destination = new()
            {
                // One that is not there yet is not asked.
                Repository = (destination ?? source).Repository,
                Reference = to.Tag!,
                Policy = toPolicy,
                Environment = _toEnvironment.Value,
                Scope = to.IsLayout ? _toScope.Value : null,
            },
            Signer = key?.CreateSigner(context, _signer.PluginConfig),
            Stamp = new EnvelopeOptions
            {
                MediaType = await _signer.EnvelopeMediaTypeAsync(context, cancellationToken),
                Expiry = _signer.Expiry,
                SigningAgent = $"signet/{BuildFacts.Version}",
                Timestamp = await _timestamp.OpenAsync(context, logger, cancellationToken),
            },
            UserMetadata = KeyValuePairs.Parse(_metadata),
            StampsEverything = _recursive.Value,
            Actor = _actor.IsSet ? _actor.Value : null,
            Tool = $"signet/{BuildFacts.Version}",
            Concurrency = _concurrency.Value,
        };
        return _dryRun.Value
            ? await PlanAsync(context, promoter, request, to.Path, destination is not null, cancellationToken)
            : await (key is null
                ? PromoteAsync(context, promoter, request, _terminal.IsOff, cancellationToken)
                // A plugin may ask for a PIN at the terminal.
                : key.UseAsync(() => PromoteAsync(
                    context, promoter, request, _terminal.IsOff || key.IsInPlugin, cancellationToken)));
    }

    private static void RequireScope(TargetFlags side, StringFlag scope, string name)
    {
        if (side.IsLayout != scope.IsSet)
        {
            throw new CommandException(side.IsLayout
                ? $"--{name}-scope is missing: a layout has no repository's name to choose the trust policy statement by"
                : $"--{name}-scope can only be used with --{name}-oci-layout, because the repository's own name chooses the trust policy statement otherwise")
            {
                ExitCode = ExitCodes.Usage,
            };
        }
    }

    private void CheckFlags()
    {
        if (_clean.Value && (_signer.IsKeyNamed || _recursive.Value || _actor.IsSet))
        {
            throw new CommandException($"--clean signs and records nothing: leave out --{Key}, --id, --plugin, --recursive and --actor")
            {
                ExitCode = ExitCodes.Usage,
            };
        }

        if (!_clean.Value && !_signer.IsKeyNamed && (_recursive.Value || _actor.IsSet || _metadata.IsSet))
        {
            throw new CommandException(
                $"--recursive, --actor and --user-metadata are about stamps and the record, which need a key: name one with --{Key}")
            {
                ExitCode = ExitCodes.Usage,
            };
        }
    }

    private Target ParseDestination(string text, Target from)
    {
        var to = _to.Parse(text);
        if (_clean.Value)
        {
            return to;
        }

        if (to.Digest is not null)
        {
            throw new CommandException(
                $"{GoText.Quote(text)}: a promotion moves a tag, and this names a digest. Name the destination's tag")
            {
                ExitCode = ExitCodes.Usage,
            };
        }

        var tag = to.Tag ?? from.Tag ?? throw new CommandException(
            $"{GoText.Quote(text)}: no tag, and the source is named by digest and has none to take over. Name the destination's tag")
        {
            ExitCode = ExitCodes.Usage,
        };
        TargetFlags.CheckTag(to, tag);
        return to with { Tag = tag };
    }

    /// <summary>A dry run makes no layout; null when there is none.</summary>
    private async Task<OpenTarget?> OpenDestinationAsync(CommandContext context, Target to, CancellationToken cancellationToken)
    {
        if (!_dryRun.Value)
        {
            return await _to.OpenAsync(context, to, cancellationToken, RepositoryAccess.PullAndPush);
        }

        try
        {
            return await _to.OpenAsync(context, to, cancellationToken);
        }
        catch (OciException e) when (to.IsLayout && e.Error == OciError.NotFound)
        {
            return null;
        }
    }

    private async Task<int> PromoteAsync(
        CommandContext context, Promoter promoter, PromotionRequest request, bool noTty, CancellationToken cancellationToken)
    {
        PromotionResult result;
        await using (var progress = TransferProgress.Open(context, TransferWords.Copy, noTty, isQuiet: true))
        {
            result = await promoter.PromoteAsync(
                request with
                {
                    CopyProgress = progress.Report,
                    Progress = step =>
                    {
                        if (!_output.IsJson && step.IsDone)
                        {
                            progress.Write(PromotionText.Line(step));
                        }
                    },
                },
                cancellationToken);
        }

        if (result.Failure is PluginCallException failure)
        {
            // The plugin's failure gets the advice that it gets everywhere.
            WriteResult(context, result, request, ExitCodes.Failed);
            throw failure;
        }

        var exitCode = PromotionExitCode.Of(result);
        WriteResult(context, result, request, exitCode);
        return exitCode;
    }

    private void WriteResult(CommandContext context, PromotionResult result, PromotionRequest request, int exitCode)
    {
        if (_output.IsJson)
        {
            PromotionJson.Write(context, result, request, exitCode);
            if (exitCode != 0)
            {
                context.WriteError(TerminalText.Escape(result.Summary));
            }

            return;
        }

        PromotionText.Write(context, result, $"signet promote --clean {string.Join(' ', context.Arguments)}");
    }

    private async Task<int> PlanAsync(
        CommandContext context,
        Promoter promoter,
        PromotionRequest request,
        string target,
        bool isDestinationThere,
        CancellationToken cancellationToken)
    {
        var plan = await promoter.PlanAsync(request, isDestinationThere, cancellationToken);
        var key = _signer.IsKeyNamed ? _signer.KeyName : null;
        if (_output.IsJson)
        {
            PromotionJson.Write(context, plan, request, target, key);
        }
        else
        {
            PromotionText.Write(context, plan, request, target, key);
        }

        return PromotionExitCode.Of(plan);
    }

    private async Task<int> CleanAsync(CommandContext context, Target from, Target to, CancellationToken cancellationToken)
    {
        using var source = await _from.OpenAsync(context, from, cancellationToken);
        using var destination = await _to.OpenAsync(
            context, to, cancellationToken, to.IsLayout ? RepositoryAccess.Pull : RepositoryAccess.PullAndPush);
        var result = await Promoter.CleanAsync(
            source.Repository, from.Reference!, destination.Repository, _dryRun.Value, cancellationToken);
        if (_output.IsJson)
        {
            PromotionJson.Write(context, result, _dryRun.Value);
        }
        else
        {
            PromotionText.Write(context, result, destination.Repository.Name, _dryRun.Value);
        }

        return result.Failure is null ? 0 : PromotionExitCode.NotCleaned;
    }
}
