using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Cli.Output.Progress;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Packing;

namespace Signet.Cli.Commands.Files;

/// <summary>Writes the files of an artifact into a folder.</summary>
internal sealed class PullCommand : ArtifactCommand
{
    private readonly BoolFlag _allowTraversal =
        new("allow-path-traversal", 'T', "allow storing files out of the output directory");

    private readonly ConcurrencyFlag _concurrency = new(3);
    private readonly StringFlag _config = new("config", '\0', "output manifest config file, <file>[:<media type>]");
    private readonly FormatFlags _format = new();
    private readonly BoolFlag _includeSubject = new("include-subject", '\0', "recursively pull the subject of artifacts");
    private readonly BoolFlag _keepOldFiles =
        new("keep-old-files", 'k', "do not replace existing files when pulling, treat them as errors");

    private readonly StringFlag _output = new("output", 'o', "output directory", ".");
    private readonly PlatformFlag _platform = new();
    private readonly TerminalFlag _terminal;

    public PullCommand()
        : base("pull", "Pull files from a registry or an OCI image layout")
    {
        Description = """
            Pulls the files of an artifact from a registry or an OCI image layout. Each appears under its name whole and with
            the right digest, or not at all; none is written outside of the output directory. What a pull that was stopped
            has of a large file is kept beside it, and the next one goes on from there.

            Examples:
              signet pull localhost:5000/hello:v1
              signet pull --output out --keep-old-files localhost:5000/hello@<digest>
              signet pull --config config.json localhost:5000/hello:v1
              signet pull --platform linux/arm64 --format json localhost:5000/hello:v1
              signet pull --oci-layout layout.tar:v1
            """;
        Arguments = "[flags] <name>{:<tag>|@<digest>}";
        _format.AddTo(Flags);
        _terminal = new(Target);
        _terminal.AddTo(Flags);
        Flags.Add(_allowTraversal, _concurrency, _config, _includeSubject, _keepOldFiles, _output, _platform);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the artifact reference you want to pull");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _format.Prepare();
        return base.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.ParseArtifact(context.Arguments[0], this);
        var config = _config.Value.Length > 0 ? FileArgument.Parse(_config.Value) : null;
        using var open = await Target.OpenCachedAsync(context, target, cancellationToken);
        var root = await PlatformSelector.SelectAsync(
            open.Repository, target.Reference!, _platform.Value, cancellationToken);
        var result = await PullAsync(context, open, root, config, cancellationToken);
        if (_format.IsForPrograms)
        {
            _format.Write(context, Json(target, result));
            return 0;
        }

        var lines = new StatusLines(context);
        if (result.Skipped.Count > 0)
        {
            lines.Write($"Skipped pulling layers without file name in \"{PackingTypes.Title}\"");
            lines.Write($"Use 'signet copy {target.Text} --to-oci-layout <layout-dir>' to pull all layers.");
        }
        else
        {
            lines.Write($"Pulled {target.Shown}");
        }

        lines.Write($"Digest: {root.Digest}");
        return 0;
    }

    private async Task<PullResult> PullAsync(
        CommandContext context, OpenTarget open, Descriptor root, FileArgument? config, CancellationToken cancellationToken)
    {
        await using var progress = TransferProgress.Open(
            context, TransferWords.Pull, _terminal.IsOff, isQuiet: _format.IsForPrograms);
        open.ShowFetching(progress);
        return await FilePuller.PullAsync(
            open.Repository,
            root,
            new()
            {
                OutputDirectory = _output.Value.Length > 0 ? _output.Value : ".",
                KeepsOldFiles = _keepOldFiles.Value,
                AllowsPathTraversal = _allowTraversal.Value,
                Config = config,
                IncludesSubject = _includeSubject.Value,
                Concurrency = _concurrency.Value,
                Progress = progress.Report,
                Limits = OciLimits.LargeManifests,
            },
            cancellationToken);
    }

    private static byte[] Json(Target target, PullResult result) => DescriptorJson.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("reference"u8, target.At(result.Root.Digest));
        writer.WriteStartArray("files"u8);
        foreach (var file in result.Files)
        {
            writer.WriteStartObject();
            writer.WriteString("path"u8, file.IsDirectory ? file.Path + Path.DirectorySeparatorChar : file.Path);
            DescriptorJson.WriteMembers(writer, target.At(file.Descriptor.Digest), file.Descriptor);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
