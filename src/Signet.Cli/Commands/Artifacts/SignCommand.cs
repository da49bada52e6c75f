using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Signing;
using Signet.Cli.Graphs;
using Signet.Cli.Output;
using Signet.Notary.Graph;
using Signet.Notary.Signing;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>Signs an artifact and stores the signature beside it.</summary>
internal sealed class SignCommand : Command
{
    /// <summary>What <c>notation</c> says when a replaced index of referrers could not be deleted.</summary>
    internal const string OutdatedIndex =
        "Removal of outdated referrers index from remote registry failed. Garbage collection may be required.";

    private readonly SignerFlags _signer = new();
    private readonly StringArrayFlag _metadata = new("user-metadata", 'm', "{key}={value} pairs that are added to the signature payload");
    private readonly BoolFlag _forceTag =
        new("force-referrers-tag", '\0', "force to store signatures using the referrers tag schema");

    private readonly BoolFlag _recursive =
        new("recursive", 'r', "sign everything that belongs to the artifact too, before it: platforms, SBOMs, reports");

    private readonly BoolFlag _force =
        new("force", '\0', "with --recursive: sign again what has a valid signature by the same certificate");

    private readonly BoolFlag _dryRun = new("dry-run", '\0', "with --recursive: show what would be signed, and sign nothing");
    private readonly IntFlag _concurrency = new("concurrency", '\0', "with --recursive: signatures made at the same time", 5);
    private readonly TimestampFlags _timestamp = new();
    private readonly ArtifactFlags _artifact = new("sign");

    public SignCommand()
        : base("sign", "Sign artifacts")
    {
        Description = """
            Signs an artifact in a registry or an OCI image layout and stores the signature beside it.

            With --recursive the platforms of an index, and every SBOM and report that refers to any of them, are signed
            first, and the artifact itself last. What the same certificate has signed already is left as it is. Whoever may
            push can attach a report: look at what would be signed with --dry-run.

            Examples:
              signet sign <registry>/<repository>@<digest>
              signet sign --key <key_name> --signature-format cose <registry>/<repository>@<digest>
              signet sign --plugin <plugin_name> --id <key_id> --plugin-config <name>=<value> <registry>/<repository>@<digest>
              signet sign --expiry 24h --user-metadata io.example.build=42 <registry>/<repository>@<digest>
              signet sign --timestamp-url <tsa_url> --timestamp-root-cert <root.crt> <registry>/<repository>@<digest>
              signet sign --recursive --dry-run <registry>/<repository>@<digest>
              signet sign --recursive <registry>/<repository>@<digest>
              signet sign --oci-layout "<oci_layout_path>@<digest>"
            """;
        Arguments = "[flags] <reference>";
        Flags.Add(_metadata, _forceTag, _recursive, _force, _dryRun, _concurrency);
        _signer.AddTo(Flags);
        _timestamp.AddTo(Flags);
        _artifact.AddTo(Flags);
        FlagGroups =
        [
            .. SignerFlags.Groups,
            TimestampFlags.Group,
            FlagGroup.Exclusive("force-referrers-tag", "oci-layout"),
        ];
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments) => ArtifactFlags.RequireReference(arguments, Name);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _timestamp.Check();
        CheckRecursion();
        var forceTag = ReadReferrersFlags(context);
        var logger = _artifact.CreateLogger(context);
        using var key = await _signer.OpenKeyAsync(context, logger, cancellationToken);
        var reference = _artifact.Parse(context.Arguments[0]);
        var mediaType = await _signer.EnvelopeMediaTypeAsync(context, cancellationToken);
        var signer = key.CreateSigner(context, _signer.PluginConfig);
        var options = new SignOptions
        {
            Reference = reference.TagOrDigest,
            EnvelopeMediaType = mediaType,
            Expiry = _signer.Expiry,
            UserMetadata = KeyValuePairs.Parse(_metadata),
            SigningAgent = $"signet/{BuildFacts.Version}",
            Timestamp = await _timestamp.OpenAsync(context, logger, cancellationToken),
        };
        using var source = await _artifact.OpenAsync(
            context, [reference], logger, cancellationToken, forceTag ? ReferrersMode.Tag : ReferrersMode.Auto);
        var repository = await source.OpenAsync(reference, cancellationToken, RepositoryAccess.PullAndPush);
        ArtifactFlags.WarnAboutTag(context, "sign", reference);
        if (_recursive.Value)
        {
            var graph = new GraphSigner(repository, signer, context.Clock);
            var signing = await key.UseAsync(() => graph.SignAsync(
                new GraphSignOptions
                {
                    Signature = options,
                    SignsAgain = _force.Value,
                    IsDryRun = _dryRun.Value,
                    Concurrency = _concurrency.Value,
                },
                cancellationToken));
            return GraphSigningText.Write(signing, repository.Name, key, context);
        }

        var signed = await key.UseAsync(() => new ArtifactSigner(repository, signer).SignAsync(options, cancellationToken));
        if (signed.PushedManifest.OutdatedIndex is not null)
        {
            context.WriteWarning(OutdatedIndex);
        }

        context.WriteLine($"Successfully signed {TerminalText.Escape(signed.ResolvedReference)}");
        context.WriteLine(TerminalText.Escape(
            $"Pushed the signature to {repository.Name}@{signed.SignatureManifest.Digest}"));
        return 0;
    }

    private void CheckRecursion()
    {
        if (!_recursive.Value && (_force.Value || _dryRun.Value || _concurrency.IsSet))
        {
            throw new CommandException("--force, --dry-run and --concurrency can only be used with --recursive");
        }

        if (_concurrency.Value <= 0)
        {
            throw new CommandException($"concurrency value {_concurrency.Value} must be a positive number");
        }
    }

    private bool ReadReferrersFlags(CommandContext context)
    {
        if (_artifact.AllowReferrersApi is not true)
        {
            _artifact.WarnAboutOldFlags(context);
            return _forceTag.Value;
        }

        context.WriteWarning("flag '--allow-referrers-api' is deprecated and will be removed in future versions, "
            + "use '--force-referrers-tag=false' instead.");
        return false;
    }
}
