using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Signing;
using Signet.Cli.Output;
using Signet.Notary.Signing;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>Signs an artifact and stores the signature beside it.</summary>
internal sealed class SignCommand : Command
{
    private readonly SignerFlags _signer = new();
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
              signet sign --plugin <plugin_name> --id <key_id> --plugin-config <name>=<value> <registry>/<repository>@<digest>
              signet sign --expiry 24h --user-metadata io.example.build=42 <registry>/<repository>@<digest>
              signet sign --timestamp-url <tsa_url> --timestamp-root-cert <root.crt> <registry>/<repository>@<digest>
              signet sign --oci-layout "<oci_layout_path>@<digest>"
            """;
        Arguments = "[flags] <reference>";
        Flags.Add(_metadata, _forceTag);
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
        var signed = await key.UseAsync(() => new ArtifactSigner(repository, signer).SignAsync(options, cancellationToken));
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
}
