using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Oci.Graph;

namespace Signet.Cli.Commands.Manifests;

/// <summary>Fetches the configuration of an image or artifact.</summary>
internal sealed class FetchConfigCommand : ArtifactCommand
{
    /// <summary>Bytes of a configuration: as many as a manifest may have.</summary>
    private const int MaxBytes = 64 * 1024 * 1024;

    private readonly DescriptorFlags _descriptor = new();
    private readonly OutputFlag _output = new("the fetched config");
    private readonly PlatformFlag _platform = new();

    public FetchConfigCommand()
        : base("fetch-config", "Fetch the config of a manifest from a registry or an OCI image layout")
    {
        Description = """
            Fetches the config of a manifest from a registry or an OCI image layout, or its descriptor.

            Examples:
              signet manifest fetch-config localhost:5000/hello:v1
              signet manifest fetch-config --platform linux/arm64 --pretty localhost:5000/hello:v1
              signet manifest fetch-config --output config.json --oci-layout layout-dir:v1
            """;
        Aliases = ["get-config"];
        Arguments = "[flags] <name>{:<tag>|@<digest>}";
        _descriptor.AddTo(Flags);
        _output.AddTo(Flags);
        Flags.Add(_platform);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the manifest config to fetch");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _output.Check();
        return _output.IsStandardOutput && _descriptor.IsWanted
            ? throw new CommandException("`--descriptor` cannot be used with `--output -` at the same time")
            : base.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.ParseArtifact(context.Arguments[0], this);
        using var open = await Target.OpenCachedAsync(context, target, cancellationToken);
        var repository = open.Repository;
        var manifest = _platform.Value is null
            ? await repository.FetchManifestAsync(target.Reference!, cancellationToken)
            : await repository.FetchManifestAsync(
                await PlatformSelector.SelectAsync(repository, target.Reference!, _platform.Value, cancellationToken),
                cancellationToken);
        var config = manifest.Config ?? throw new CommandException(
            $"\"{manifest.Descriptor.Digest}\" is not an image manifest and does not have a config: "
            + "name an image, or choose one of an index by --platform");
        if (!_descriptor.IsWanted || _output.IsSet)
        {
            var content = await repository.FetchBlobAsync(config, MaxBytes, cancellationToken);
            if (_output.FilePath is not null)
            {
                await _output.WriteAsync(content, cancellationToken);
            }
            else
            {
                await _descriptor.WriteFetchedAsync(context, content, cancellationToken);
            }
        }

        if (_descriptor.IsWanted)
        {
            _descriptor.Write(context, config);
        }

        return 0;
    }
}
