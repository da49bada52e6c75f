using System.Text.Json;
using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.Manifests;

/// <summary>
/// Stores a manifest from a file. It is read and checked before anything is sent; how large it may be is for the registry
/// to say.
/// </summary>
internal sealed class PushCommand : ArtifactCommand
{
    private readonly ConcurrencyFlag _concurrency = new();
    private readonly DescriptorFlags _descriptor = new();
    private readonly StringFlag _mediaType = new("media-type", '\0', "media type of manifest");

    public PushCommand()
        : base("push", "Push a manifest to a registry or an OCI image layout", hasReferrers: true)
    {
        Description = """
            Pushes a manifest from a file to a registry or an OCI image layout.

            Examples:
              signet manifest push localhost:5000/hello:v1 manifest.json
              signet manifest push localhost:5000/hello:tag1,tag2,tag3 manifest.json
              signet manifest push --descriptor localhost:5000/hello - < manifest.json
              signet manifest push --oci-layout layout-dir:v1 manifest.json
            """;
        Arguments = "[flags] <name>[:<tag>[,<tag>][...]|@<digest>] <file>";
        _descriptor.AddTo(Flags);
        Flags.Add(_concurrency, _mediaType);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) => ArgumentCount.RequireExactly(
        this, arguments, 2, "the destination to push to and the file to read manifest content from");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken) =>
        context.Arguments[1] == "-" && Target.ReadsInput
            ? throw new CommandException(
                "`-` read file from input and `--password-stdin` read password from input cannot be both used")
            : base.PrepareAsync(context, cancellationToken);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.Parse(context.Arguments[0], takesTags: true);
        var content = await ReadAsync(context, context.Arguments[1], cancellationToken);
        var descriptor = Descriptor.Of(MediaType(content), content);
        if (target.Digest is { } digest && digest != descriptor.Digest)
        {
            // Another algorithm may name the same content.
            descriptor = digest.Matches(content)
                ? descriptor with { Digest = digest }
                : throw new OciException(
                    OciError.ContentMismatch, $"{context.Arguments[1]} has the digest {descriptor.Digest}, not {digest}: nothing was pushed");
        }

        var manifest = ManifestReader.Read(descriptor, content, OciLimits.LargeManifests);
        using var open = await Target.OpenAsync(context, target, cancellationToken, RepositoryAccess.PullAndPush);
        var lines = new StatusLines(_descriptor.IsWanted ? null : context);
        await StoreAsync(open.Repository, target, manifest, lines, context, cancellationToken);
        lines.Write($"Pushed: {target.Shown}");
        await Tagging.RunAsync(
            _descriptor.IsWanted ? null : context,
            target.MoreTags,
            _concurrency.Value,
            (tag, ct) => open.Repository.TagAsync(manifest, tag, ct),
            cancellationToken);
        lines.Write($"Digest: {descriptor.Digest}");
        if (_descriptor.IsWanted)
        {
            _descriptor.Write(context, descriptor);
        }

        return 0;
    }

    private static async Task StoreAsync(
        IRepository repository,
        Target target,
        Manifest manifest,
        StatusLines lines,
        CommandContext context,
        CancellationToken cancellationToken)
    {
        if (await ResolvesToAsync(repository, target, manifest.Descriptor, cancellationToken))
        {
            lines.Status("Exists", manifest.Descriptor, manifest.MediaType);
            return;
        }

        lines.Status("Uploading", manifest.Descriptor, manifest.MediaType);
        var pushed = await repository.PushManifestAsync(
            manifest.Descriptor, manifest.Content, target.Tag, cancellationToken);
        lines.Status("Uploaded", manifest.Descriptor, manifest.MediaType);
        if (pushed.OutdatedIndex is not null)
        {
            context.WriteWarning("Removal of outdated referrers index from remote registry failed. "
                + "Garbage collection may be required.");
        }
    }

    private static async Task<bool> ResolvesToAsync(
        IRepository repository, Target target, Descriptor descriptor, CancellationToken cancellationToken)
    {
        try
        {
            var found = await repository.ResolveAsync(target.Tag ?? descriptor.Digest.ToString(), cancellationToken);
            return found.Digest == descriptor.Digest;
        }
        catch (OciException e) when (e.Error == OciError.NotFound)
        {
            return false;
        }
    }

    private static async Task<byte[]> ReadAsync(CommandContext context, string path, CancellationToken cancellationToken)
    {
        var limit = OciLimits.LargeManifests.ManifestBytes;
        if (path == "-")
        {
            await using var input = await context.ReadBytesAsync(cancellationToken);
            return await BoundedReader.ReadAllAsync(input, limit, "standard input", cancellationToken);
        }

        return await InputFile.ReadAsync(path, limit, cancellationToken);
    }

    private string MediaType(byte[] content)
    {
        if (JsonText.FindFault(content) is { } fault)
        {
            throw new CommandException($"not a valid json file: {TerminalText.Escape(fault)}");
        }

        using var document = JsonText.Parse(content);
        var stated = document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("mediaType", out var value)
            && value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : "";
        var mediaType = _mediaType.IsSet ? _mediaType.Value : stated;
        if (mediaType.Length == 0)
        {
            throw new CommandException(
                $"media type is not specified via the flag \"--media-type\" nor in the manifest\n"
                + $"Usage: {CommandHelp.UseLine(this)}\n"
                + "Please specify a valid media type in the manifest JSON or via the \"--media-type\" flag")
            {
                ExitCode = ExitCodes.Usage,
            };
        }

        return MediaTypes.IsManifest(mediaType)
            ? mediaType
            : throw new CommandException(
                $"{GoText.Quote(mediaType)} is no type of manifest that signet knows, so that its content could not be checked. "
                + $"It knows: {string.Join(", ", MediaTypes.Manifests)}");
    }
}
