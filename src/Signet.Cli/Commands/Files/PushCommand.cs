using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;
using Signet.Oci;
using Signet.Oci.Packing;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Files;

/// <summary>Stores files as an artifact.</summary>
internal sealed class PushCommand : PackingCommand
{
    private readonly PlatformFlag _platform = new(
        "artifact-platform", "set artifact platform in the form of os[/arch][/variant][:os_version]");

    private readonly ImageSpecFlag _spec = new();

    public PushCommand()
        : base("push", "Push files to a registry or an OCI image layout", isReferrer: false)
    {
        Description = """
            Pushes files and directories as an artifact to a registry or an OCI image layout. Equal files and an equal
            annotation "org.opencontainers.image.created" give an equal digest; directories with --reproducible too.

            Examples:
              signet push localhost:5000/hello:v1 hi.txt
              signet push localhost:5000/hello:v1,latest hi.txt:text/plain docs
              signet push --artifact-type application/vnd.example+type --annotation key=value localhost:5000/hello:v1 hi.txt
              signet push --config config.json:application/vnd.me.config localhost:5000/hello:v1 hi.txt
              signet push --format go-template='{{.digest}}' localhost:5000/hello:v1 hi.txt
              signet push --oci-layout layout-dir:v1 hi.txt
            """;
        Arguments = "[flags] <name>[:<tag>[,<tag>][...]] <file>[:<type>] [...]";
        Flags.Add(_platform, _spec);
        FlagGroups = [.. FlagGroups, FlagGroup.Exclusive("config", "artifact-platform")];
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireAtLeast(this, arguments, 1, "the destination for pushing");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (hasType, hasConfig) = (Packer.ArtifactType is not null, Packer.HasConfig);
        return (_spec.Value, hasType, hasConfig) switch
        {
            (ImageSpec.Version10, true, true) =>
                throw new CommandException("--artifact-type and --config cannot both be provided for 1.0 OCI image"),
            (ImageSpec.Version10, true, _) when _platform.Value is not null => throw new CommandException(
                "artifact type cannot be customized for OCI image-spec v1.0 when platform is specified\n"
                + "consider using image spec v1.1 or remove --artifact-type"),
            (ImageSpec.Version11, false, true) => throw new CommandException(
                "missing artifact type for OCI image-spec v1.1 artifacts\n"
                + "set an artifact type via `--artifact-type` or consider image spec v1.0"),
            _ => base.PrepareAsync(context, cancellationToken),
        };
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.Parse(context.Arguments[0], takesTags: true);
        List<string> tags = target.Tag is { } tag ? [tag, .. target.MoreTags.Where(more => more != tag)] : [.. target.MoreTags];
        if (target.Digest is not null && tags.Count > 0)
        {
            throw new FormatException($"{GoText.Quote(target.Text)}: tags follow a tag, not a digest");
        }

        var files = Packer.Files(context.Arguments.Skip(1));
        var options = await Packer.ReadAsync(context, cancellationToken) with { ImageSpec = _spec.Value, Platform = _platform.Value };
        using var artifact = await RunAsync(context, target, tags, files, options, cancellationToken);
        if (Format.IsForPrograms)
        {
            WriteJson(context, target, artifact, tags);
            return 0;
        }

        var lines = new StatusLines(context);
        lines.Write($"Pushed {target.Shown}");
        tags.Skip(1).ToList().ForEach(more => lines.Write($"Tagged {more}"));
        lines.Write($"ArtifactType: {TypeOf(artifact)}");
        lines.Write($"Digest: {artifact.Descriptor.Digest}");
        return 0;
    }

    private async Task<PackedArtifact> RunAsync(
        CommandContext context,
        Target target,
        List<string> tags,
        List<FileArgument> files,
        PackOptions options,
        CancellationToken cancellationToken)
    {
        await using var progress = OpenProgress(context);
        var artifact = await PackAsync(context, progress, files, options, cancellationToken);
        try
        {
            if (target.Digest is { } digest && digest != artifact.Descriptor.Digest)
            {
                throw new OciException(
                    OciError.ContentMismatch,
                    $"the artifact has the digest {artifact.Descriptor.Digest}, not {digest}: nothing was pushed");
            }

            using var open = await Target.OpenAsync(context, target, cancellationToken, RepositoryAccess.PullAndPush);
            await StoreAsync(artifact, open, tags, progress, cancellationToken);
            return artifact;
        }
        catch
        {
            artifact.Dispose();
            throw;
        }
    }
}
