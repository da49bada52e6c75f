using System.Text.Json;
using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Cli.Output.Progress;
using Signet.Oci;
using Signet.Oci.Packing;

namespace Signet.Cli.Commands.Files;

/// <summary>Packs files and stores the artifact: <c>push</c> and <c>attach</c>.</summary>
internal abstract class PackingCommand : ArtifactCommand
{
    private readonly ConcurrencyFlag _concurrency = new();
    private readonly TerminalFlag _terminal;

    protected PackingCommand(string name, string summary, bool isReferrer)
        : base(name, summary, hasReferrers: isReferrer)
    {
        Packer = new(needsType: isReferrer);
        Packer.AddTo(Flags);
        Format.AddTo(Flags);
        _terminal = new(Target);
        _terminal.AddTo(Flags);
        Flags.Add(_concurrency);
        FlagGroups = [.. FlagGroups, PackerFlags.Group];
    }

    protected PackerFlags Packer { get; }

    protected FormatFlags Format { get; } = new();

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        Format.Prepare();
        Packer.Prepare();
        return base.PrepareAsync(context, cancellationToken);
    }

    /// <summary>Reads and packs the files; nothing is sent yet.</summary>
    protected async Task<PackedArtifact> PackAsync(
        CommandContext context,
        TransferProgress progress,
        List<FileArgument> files,
        PackOptions options,
        CancellationToken cancellationToken)
    {
        if (files.Count == 0)
        {
            progress.Note("Uploading empty artifact");
        }

        files.ForEach(file => progress.Note($"Preparing {file.Title}"));
        try
        {
            await using var reading = new ReadingProgress(context, _terminal.IsOff);
            return await ArtifactPacker.PackAsync(files, options with { Progress = reading.Report }, cancellationToken);
        }
        catch (OciException e)
        {
            // About files of this machine, whatever class such a failure of a repository would have.
            throw new CommandException(TerminalText.Escape(e.Message));
        }
    }

    /// <summary>Stores the artifact under the tags, and its manifest in the file that was asked for.</summary>
    /// <returns>Indexes of referrers that are left over in the registry.</returns>
    protected async Task<IReadOnlyList<Descriptor>> StoreAsync(
        PackedArtifact artifact,
        OpenTarget open,
        IReadOnlyList<string> tags,
        TransferProgress progress,
        CancellationToken cancellationToken)
    {
        var result = await artifact.PushAsync(
            open.Repository,
            tags,
            new() { Concurrency = _concurrency.Value, Progress = progress.Report, Limits = OciLimits.LargeManifests },
            cancellationToken);
        await Packer.ExportAsync(artifact.Manifest, cancellationToken);
        return result.OutdatedIndexes;
    }

    protected TransferProgress OpenProgress(CommandContext context) =>
        TransferProgress.Open(context, TransferWords.Push, _terminal.IsOff, isQuiet: Format.IsForPrograms);

    /// <summary>Writes the artifact in the format for programs.</summary>
    /// <param name="context">The run.</param>
    /// <param name="target">Where it is.</param>
    /// <param name="artifact">It.</param>
    /// <param name="tags">Its tags; null for a format without them.</param>
    protected void WriteJson(CommandContext context, Target target, PackedArtifact artifact, IEnumerable<string>? tags) =>
        Format.Write(context, DescriptorJson.Write(writer =>
        {
            writer.WriteStartObject();
            DescriptorJson.WriteMembers(writer, target.At(artifact.Descriptor.Digest), artifact.Descriptor with
            {
                Annotations = artifact.Manifest.Annotations,
                ArtifactType = TypeOf(artifact),
            });
            if (tags is not null)
            {
                WriteTags(writer, tags.Select(tag => $"{target.Path}:{tag}"));
            }

            writer.WriteEndObject();
        }));

    /// <summary>The artifact's type, which in version 1.0 is that of its configuration.</summary>
    protected static string TypeOf(PackedArtifact artifact) =>
        artifact.Manifest.ArtifactType ?? artifact.Manifest.Config!.MediaType;

    // Sorted, as oras has them; none rather than an empty one when there is no tag.
    private static void WriteTags(Utf8JsonWriter writer, IEnumerable<string> references)
    {
        writer.WriteStartArray("referenceAsTags"u8);
        foreach (var reference in references.Order(StringComparer.Ordinal))
        {
            writer.WriteStringValue(reference);
        }

        writer.WriteEndArray();
    }
}
