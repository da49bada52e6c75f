using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Packing;

namespace Signet.Cli.Commands.Files;

/// <summary>What <c>push</c> and <c>attach</c> have in common: how files become an artifact.</summary>
internal sealed class PackerFlags
{
    private readonly AnnotationFlag _annotations = new();
    private readonly StringFlag _annotationFile = new("annotation-file", '\0', "path of the annotation file");
    private readonly StringFlag _artifactType;
    private readonly StringFlag _config = new("config", '\0', "path of image config file, <file>[:<media type>]");
    private readonly BoolFlag _noPathValidation =
        new("disable-path-validation", '\0', "skip path validation: take absolute paths, which are kept as the names of files");

    private readonly StringFlag _exportManifest = new("export-manifest", '\0', "path of the pushed manifest");
    private readonly BoolFlag _reproducible =
        new("reproducible", '\0', "leave the times of files out of packed directories, so that equal content has an equal digest");

    /// <param name="needsType">The command does not run without <c>--artifact-type</c>.</param>
    public PackerFlags(bool needsType) =>
        _artifactType = new("artifact-type", '\0', "artifact type") { IsRequired = needsType };

    public static FlagGroup Group { get; } = FlagGroup.Exclusive("annotation", "annotation-file");

    public bool HasAnnotations => _annotations.IsSet || _annotationFile.Value.Length > 0;

    /// <summary>Type of the artifact; null for none.</summary>
    public string? ArtifactType => _artifactType.Value.Length > 0 ? _artifactType.Value : null;

    public bool HasConfig => _config.Value.Length > 0;

    public void AddTo(FlagSet flags)
    {
        _annotations.AddTo(flags);
        flags.Add(_annotationFile, _artifactType, _config, _noPathValidation, _exportManifest, _reproducible);
    }

    /// <summary>Checks what needs neither file nor registry; part of a command's preparation.</summary>
    /// <exception cref="CommandException">A value is none.</exception>
    public void Prepare()
    {
        if (ArtifactType is { } type && !PackingTypes.IsMediaType(type))
        {
            throw new CommandException($"invalid artifactType format: {TerminalText.Escape(type)}: invalid media type");
        }

        if (_exportManifest.Value.Length > 0)
        {
            OutputFile.Check(_exportManifest.Value);
        }
    }

    /// <summary>The arguments that name files, each <c>path[:media type]</c>.</summary>
    /// <exception cref="CommandException">One is an absolute path.</exception>
    /// <exception cref="FormatException">One names no file.</exception>
    public List<FileArgument> Files(IEnumerable<string> arguments)
    {
        var files = arguments.Select(FileArgument.Parse).ToList();
        var absolute = files.Where(file => Path.IsPathRooted(file.Path)).Select(file => TerminalText.Escape(file.Path)).ToList();
        return absolute.Count == 0 || _noPathValidation.Value
            ? files
            : throw new CommandException("absolute file path detected. If it's intentional, use --disable-path-validation flag "
                + $"to skip this check: {string.Join(", ", absolute)}")
            { ExitCode = ExitCodes.Usage };
    }

    /// <summary>How the files are packed, as far as these flags say.</summary>
    /// <exception cref="CommandException">An annotation is none, or the annotation file.</exception>
    public async Task<PackOptions> ReadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var options = new PackOptions
        {
            ArtifactType = ArtifactType,
            Config = HasConfig ? FileArgument.Parse(_config.Value) : null,
            AllowsAbsolutePaths = _noPathValidation.Value,
            KeepsFileTimes = !_reproducible.Value,
            TimeProvider = context.Clock,
            Limits = OciLimits.LargeManifests,
        };
        if (_annotationFile.Value.Length == 0)
        {
            return options with { Annotations = _annotations.Read() };
        }

        var file = await ReadFileAsync(_annotationFile.Value, cancellationToken);
        return options with
        {
            Annotations = file.Manifest,
            ConfigAnnotations = file.Config,
            FileAnnotations = file.Files,
        };
    }

    /// <summary>Writes the manifest that was pushed where <c>--export-manifest</c> says.</summary>
    public Task ExportAsync(Manifest manifest, CancellationToken cancellationToken) => _exportManifest.Value.Length == 0
        ? Task.CompletedTask
        : OutputFile.WriteAsync(
            _exportManifest.Value, (stream, ct) => stream.WriteAsync(manifest.Content, ct).AsTask(), cancellationToken);

    private static async Task<AnnotationFile> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await AnnotationFile.ReadAsync(path, OciLimits.Default, cancellationToken);
        }
        catch (OciException e)
        {
            throw new CommandException(TerminalText.Escape(e.Message));
        }
    }
}
