using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Keys;
using Signet.Cli.Output;
using Signet.Notary.Configuration;
using Signet.Notary.Signing;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>Signs an artifact and stores the signature beside it.</summary>
internal sealed class SignCommand : Command
{
    private readonly StringFlag _key =
        new("key", 'k', "signing key name, for a key previously added to notation's key list. This is mutually exclusive with the --id and --plugin flags") { Values = KeyCommands.Names };

    private readonly StringFlag _id =
        new("id", '\0', "key id (required if --plugin is set). This is mutually exclusive with the --key flag");

    private readonly StringFlag _plugin =
        new("plugin", '\0', "signing plugin name (required if --id is set). This is mutually exclusive with the --key flag");

    private readonly StringFlag _format =
        new("signature-format", '\0', "signature envelope format, options: \"jws\", \"cose\"; the default is signatureFormat of config.json, else \"jws\"") { Values = _ => SignatureFormats.Names };

    private readonly DurationFlag _expiry =
        new("expiry", 'e', "optional expiry that provides a \"best by use\" time for the artifact. The duration is specified in minutes(m) and/or hours(h). For example: 12h, 30m, 3h20m");

    private readonly StringArrayFlag _pluginConfig =
        new("plugin-config", '\0', "{key}={value} pairs that are passed as it is to a plugin, refer plugin's documentation to set appropriate values");

    private readonly StringArrayFlag _metadata = new("user-metadata", 'm', "{key}={value} pairs that are added to the signature payload");
    private readonly BoolFlag _forceTag =
        new("force-referrers-tag", '\0', "force to store signatures using the referrers tag schema");

    private readonly TimestampFlags _timestamp = new();
    private readonly ArtifactFlags _artifact = new("sign");

    public SignCommand()
        : base("sign", "Sign artifacts")
    {
        Description = """
            Signs an artifact in a registry or an OCI image layout and stores the signature beside it.

            Examples:
              signet sign <registry>/<repository>@<digest>
              signet sign --key <key_name> --signature-format cose <registry>/<repository>@<digest>
              signet sign --expiry 24h --user-metadata io.example.build=42 <registry>/<repository>@<digest>
              signet sign --timestamp-url <tsa_url> --timestamp-root-cert <root.crt> <registry>/<repository>@<digest>
              signet sign --oci-layout "<oci_layout_path>@<digest>"
            """;
        Arguments = "[flags] <reference>";
        Flags.Add(_key, _id, _plugin, _format, _expiry, _pluginConfig, _metadata, _forceTag);
        _timestamp.AddTo(Flags);
        _artifact.AddTo(Flags);
        FlagGroups =
        [
            FlagGroup.Together("id", "plugin"),
            TimestampFlags.Group,
            FlagGroup.Exclusive("key", "id"),
            FlagGroup.Exclusive("key", "plugin"),
            FlagGroup.Exclusive("force-referrers-tag", "oci-layout"),
        ];
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments) => ArtifactFlags.RequireReference(arguments, Name);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _timestamp.Check();
        var forceTag = ReadReferrersFlags(context);
        if (_plugin.IsSet)
        {
            throw Unavailable.Feature("signing with a plugin (--plugin, --id) is");
        }

        var logger = _artifact.CreateLogger(context);
        using var provider = await LocalKeys.OpenAsync(context, _key.Value, cancellationToken);
        var reference = _artifact.Parse(context.Arguments[0]);
        var mediaType = SignatureFormats.Parse(await FormatAsync(context, cancellationToken));
        if (KeyValuePairs.Parse(_pluginConfig).Count > 0)
        {
            context.WriteWarning("--plugin-config has no effect: the signing key is a local file, not held by a plugin");
        }

        var options = new SignOptions
        {
            Reference = reference.TagOrDigest,
            EnvelopeMediaType = mediaType,
            Expiry = Expiry(),
            UserMetadata = KeyValuePairs.Parse(_metadata),
            SigningAgent = $"signet/{BuildFacts.Version}",
            Timestamp = await _timestamp.OpenAsync(context, logger, cancellationToken),
        };
        using var source = await _artifact.OpenAsync(
            context, [reference], logger, cancellationToken, forceTag ? ReferrersMode.Tag : ReferrersMode.Auto);
        var repository = await source.OpenAsync(reference, cancellationToken, RepositoryAccess.PullAndPush);
        ArtifactFlags.WarnAboutTag(context, "sign", reference);
        var signed = await new ArtifactSigner(repository, provider, context.Clock).SignAsync(options, cancellationToken);
        if (signed.PushedManifest.OutdatedIndex is not null)
        {
            context.WriteWarning("Removal of outdated referrers index from remote registry failed. "
                + "Garbage collection may be required.");
        }

        context.WriteLine($"Successfully signed {TerminalText.Escape(signed.ResolvedReference)}");
        context.WriteLine(TerminalText.Escape(
            $"Pushed the signature to {repository.Name}@{signed.SignatureManifest.Digest}"));
        return 0;
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

    private async Task<string> FormatAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (_format.IsSet)
        {
            return _format.Value;
        }

        var configuration = await NotaryConfiguration.LoadAsync(context.Directories, cancellationToken);
        return configuration.SignatureFormat;
    }

    private TimeSpan Expiry() => _expiry.Value switch
    {
        { Nanoseconds: < 0 } => throw new CommandException("expiry duration cannot be a negative value"),
        { IsWholeSeconds: false } => throw new CommandException("expiry duration supports minimum granularity of seconds"),
        var duration => duration.ToTimeSpan(),
    };
}
