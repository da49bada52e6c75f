using System.Globalization;
using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Manifests;
using Signet.Oci.Packing;
using Signet.Oci.References;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.Manifests.Indexes;

/// <summary>What making and changing an index have in common: sources of the same repository, and where the index goes.</summary>
internal abstract class IndexCommand : ArtifactCommand
{
    private readonly BoolFlag _pretty = new("pretty", '\0', "prettify JSON objects printed to stdout");
    private readonly StringFlag _artifactType;
    private readonly OutputFlag _output = new("the index");

    protected IndexCommand(string name, string summary, string artifactType)
        : base(name, summary)
    {
        _artifactType = new("artifact-type", '\0', artifactType);
        _output.AddTo(Flags);
        Flags.Add(_artifactType, _pretty);
    }

    /// <summary>The type that was given; null when none was, empty to have none.</summary>
    protected string? ArtifactType => _artifactType.IsSet ? _artifactType.Value : null;

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _output.Check();
        return ArtifactType is { Length: > 0 } type && !PackingTypes.IsMediaType(type)
            ? throw new CommandException($"{GoText.Quote(type)}: invalid media type: --artifact-type is of the form type/subtype")
            : base.PrepareAsync(context, cancellationToken);
    }

    /// <summary>Lines about what happens, unless the index itself goes to standard output.</summary>
    protected StatusLines Lines(CommandContext context) => new(_output.IsStandardOutput ? null : context);

    /// <summary>
    /// The manifests that <paramref name="references"/> name, with what an index says of each. They are fetched at the
    /// same time and reported in their order.
    /// </summary>
    protected static async Task<List<(Manifest Manifest, Descriptor Entry)>> FetchAsync(
        IRepository repository, IReadOnlyList<string> references, StatusLines lines, string kind, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(8);
        var running = references.Select(async reference =>
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                var manifest = await repository.FetchManifestAsync(reference, cancellationToken);
                return (manifest, await EntryAsync(repository, manifest, cancellationToken));
            }
            finally
            {
                slots.Release();
            }
        }).ToList();
        await Task.WhenAll(running).ContinueWith(
            static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var fetched = new List<(Manifest, Descriptor)>();
        foreach (var (reference, task) in references.Zip(running))
        {
            lines.Write($"Fetching  {reference}");
            try
            {
                fetched.Add(await task);
            }
            catch (OciException e) when (e.Error == OciError.NotFound)
            {
                throw new OciException(e.Error, $"could not find the {kind} {reference}: {e.Message}", e);
            }

            lines.Write(Named("Fetched", fetched[^1].Item1.Descriptor.Digest, reference));
        }

        return fetched;
    }

    /// <summary>A line with a digest, and the tag it was found by.</summary>
    protected static string Named(string what, Digest digest, string reference)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{what,-9} {digest}");
        return reference == digest.ToString() ? line : $"{line} {reference}";
    }

    /// <summary>Sources are tags or digests of the repository; a whole reference would name another.</summary>
    /// <exception cref="FormatException">One is neither.</exception>
    protected static void CheckSources(Target target, IEnumerable<string> sources)
    {
        foreach (var source in sources)
        {
            if (!Digest.TryParse(source, out _) && !(target.IsLayout ? source.Length > 0 : RepositoryName.IsValidTag(source)))
            {
                throw new FormatException(
                    $"{GoText.Quote(source)} is neither a tag nor a digest: manifests of an index are in its own repository");
            }
        }
    }

    /// <summary>Writes or pushes the index.</summary>
    protected async Task<int> FinishAsync(
        CommandContext context,
        OpenTarget open,
        byte[] content,
        string? pushedAs,
        IReadOnlyList<string> tags,
        CancellationToken cancellationToken)
    {
        var lines = Lines(context);
        var descriptor = Descriptor.Of(MediaTypes.ImageIndex, content);
        if (_output.IsStandardOutput)
        {
            var text = _pretty.Value ? Output.JsonText.Indent(content) + "\n" : System.Text.Encoding.UTF8.GetString(content);
            context.Out.Write(context.IsTerminal || _pretty.Value ? Output.TerminalText.EscapeJson(text) : text);
            return 0;
        }

        if (_output.FilePath is not null)
        {
            await _output.WriteAsync(content, cancellationToken);
        }
        else
        {
            var repository = open.Repository;
            await repository.PushManifestAsync(descriptor, content, open.Target.Digest is null ? open.Target.Tag : null, cancellationToken);
            lines.Write($"Pushed    {pushedAs ?? open.Target.Shown}");
            var manifest = ManifestReader.Read(descriptor, content, OciLimits.LargeManifests);
            await Tagging.RunAsync(
                context, tags, 5, (tag, ct) => repository.TagAsync(manifest, tag, ct), cancellationToken);
        }

        lines.Write($"Digest: {descriptor.Digest}");
        return 0;
    }

    /// <summary>Opens the target for reading, and for writing when the index is going to be pushed.</summary>
    protected Task<OpenTarget> OpenAsync(CommandContext context, Target target, CancellationToken cancellationToken) =>
        Target.OpenAsync(
            context, target, cancellationToken, _output.IsSet ? RepositoryAccess.Pull : RepositoryAccess.PullAndPush);

    private static async Task<Descriptor> EntryAsync(
        IRepository repository, Manifest manifest, CancellationToken cancellationToken)
    {
        var platform = await PlatformSelector.OfImageAsync(repository, manifest, cancellationToken);
        return manifest.Descriptor.Bare() with
        {
            Platform = platform is { Architecture: not null } or { Os: not null } ? platform : null,
            ArtifactType = manifest.ArtifactType,
        };
    }
}
