using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Manifests;

namespace Signet.Cli.Commands.Manifests;

/// <summary>Fetches a manifest, byte for byte, or what describes it.</summary>
internal sealed class FetchCommand : ArtifactCommand
{
    private readonly DescriptorFlags _descriptor = new();
    private readonly FormatFlags _format = new();
    private readonly StringArrayFlag _mediaTypes = new("media-type", '\0', "accepted media types, separated by commas");
    private readonly OutputFlag _output = new("the fetched manifest");
    private readonly PlatformFlag _platform = new();

    public FetchCommand()
        : base("fetch", "Fetch manifest of the target artifact")
    {
        Description = """
            Fetches a manifest from a registry or an OCI image layout, or its descriptor.

            Examples:
              signet manifest fetch localhost:5000/hello:v1
              signet manifest fetch --descriptor localhost:5000/hello:v1
              signet manifest fetch --platform linux/arm64 --output manifest.json localhost:5000/hello:v1
              signet manifest fetch --format go-template='{{.digest}}' --oci-layout layout-dir:v1
            """;
        Aliases = ["get", "show"];
        Arguments = "[flags] <name>{:<tag>|@<digest>}";
        _descriptor.AddTo(Flags);
        _format.AddTo(Flags);
        _output.AddTo(Flags);
        Flags.Add(_mediaTypes, _platform);
        FlagGroups =
        [
            .. FlagGroups,
            FlagGroup.Exclusive("format", "descriptor"),
            FlagGroup.Exclusive("format", "pretty"),
        ];
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the manifest to fetch");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _format.Prepare();
        _output.Check();
        if (_output.IsStandardOutput && (_descriptor.IsWanted || _format.IsForPrograms))
        {
            throw new CommandException(_descriptor.IsWanted
                ? "`--descriptor` cannot be used with `--output -` at the same time"
                : "`--format` cannot be used with `--output -` at the same time");
        }

        return _mediaTypes.IsSet && Target.IsLayout
            ? throw new CommandException("`--media-type` cannot be used with `--oci-layout` at the same time")
            : base.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.ParseArtifact(context.Arguments[0], this);
        var mediaTypes = MediaTypesAsked();
        using var open = await Target.OpenCachedAsync(context, target, cancellationToken, mediaTypes);
        var repository = open.Repository;
        if (_descriptor.IsWanted && !_output.IsSet)
        {
            _descriptor.Write(context, await PlatformSelector.SelectAsync(
                repository, target.Reference!, _platform.Value, cancellationToken));
            return 0;
        }

        // Without a platform one request does it.
        var (manifest, descriptor) = _platform.Value is null
            ? (await repository.FetchManifestAsync(target.Reference!, cancellationToken), null)
            : await FetchForPlatformAsync(open, cancellationToken);
        descriptor ??= manifest.Descriptor;
        if (_output.FilePath is not null)
        {
            await _output.WriteAsync(manifest.Content, cancellationToken);
        }

        if (_format.IsForPrograms)
        {
            _format.Write(context, Json(target, descriptor, manifest));
        }
        else if (_descriptor.IsWanted)
        {
            _descriptor.Write(context, descriptor);
        }
        else if (_output.FilePath is null)
        {
            await _descriptor.WriteFetchedAsync(context, manifest.Content, cancellationToken);
        }

        return 0;
    }

    private async Task<(Manifest Manifest, Descriptor? Descriptor)> FetchForPlatformAsync(
        OpenTarget open, CancellationToken cancellationToken)
    {
        var descriptor = await PlatformSelector.SelectAsync(
            open.Repository, open.Target.Reference!, _platform.Value, cancellationToken);
        return (await open.Repository.FetchManifestAsync(descriptor, cancellationToken), descriptor);
    }

    private List<string> MediaTypesAsked()
    {
        var types = _mediaTypes.Items.SelectMany(item => item.Split(',')).Select(t => t.Trim()).Where(t => t.Length > 0).ToList();
        return types.Find(type => !MediaTypes.IsManifest(type)) is { } unknown
            ? throw new CommandException($"{GoText.Quote(unknown)} is no type of manifest that signet knows. It knows: "
                + $"{string.Join(", ", MediaTypes.Manifests)}")
            { ExitCode = ExitCodes.Usage }
            : types;
    }

    private static byte[] Json(Target target, Descriptor descriptor, Manifest manifest)
    {
        using var document = JsonText.Parse(manifest.Content);
        return DescriptorJson.Write(writer =>
        {
            writer.WriteStartObject();
            DescriptorJson.WriteMembers(writer, target.At(descriptor.Digest), descriptor);
            writer.WritePropertyName("content"u8);
            DescriptorJson.WriteSorted(writer, document.RootElement);
            writer.WriteEndObject();
        });
    }
}
