using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.Manifests.Indexes;

/// <summary>Changes the entries of an index and pushes the result under the same tag.</summary>
internal sealed class UpdateCommand : IndexCommand
{
    private readonly StringArrayFlag _add = new("add", '\0', "manifests to add to the index");
    private readonly StringArrayFlag _merge = new("merge", '\0', "indexes to be merged into the index");
    private readonly StringArrayFlag _remove = new("remove", '\0', "manifests to remove from the index, must be digests");
    private readonly StringArrayFlag _tags = new("tag", '\0', "extra tags for the updated index");

    public UpdateCommand()
        : base("update", "Update and push an image index", "new artifact type for overall index; empty for none")
    {
        Description = """
            Changes an index: removes entries, then adds manifests, then those of other indexes. All are in the same
            repository. The result is pushed under the tag of the index, or by its digest when it was named by one.

            Examples:
              signet manifest index update localhost:5000/hello:v1 --add linux-arm64 --remove <digest>
              signet manifest index update localhost:5000/hello:v2 --merge v2-windows --tag v2.1
              signet manifest index update localhost:5000/hello:v2 --add linux-amd64 --output index.json
            """;
        Arguments = "[flags] <index>{:<tag>|@<digest>} [{--add|--merge|--remove} {<tag>|<digest>}]...";
        Flags.Add(_add, _merge, _remove, _tags);
        FlagGroups = [.. FlagGroups, FlagGroup.Exclusive("tag", "output")];
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the target index to update");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken) =>
        _remove.Items.FirstOrDefault(item => !Digest.TryParse(item, out _)) is { } wrong
            ? throw new CommandException($"remove: {Output.TerminalText.Escape(wrong)} is not a digest")
            : base.PrepareAsync(context, cancellationToken);

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.ParseArtifact(context.Arguments[0], this);
        var tags = _tags.Items.Distinct().ToList();
        tags.ForEach(tag => TargetFlags.CheckTag(target, tag));
        CheckSources(target, _add.Items.Concat(_merge.Items));
        if (_add.Items.Count + _merge.Items.Count + _remove.Items.Count == 0 && ArtifactType is null)
        {
            context.WriteLine("Nothing to update as no change is requested");
            return 0;
        }

        using var open = await OpenAsync(context, target, cancellationToken);
        var lines = Lines(context);
        var index = (await FetchIndexesAsync(open.Repository, [target.Reference!], lines, cancellationToken))[0];
        if (index.MediaType != MediaTypes.ImageIndex)
        {
            throw new CommandException($"{Output.TerminalText.Escape(target.Reference)} is a Docker manifest list: "
                + "only an OCI image index can be updated");
        }

        var entries = await ChangeAsync(open.Repository, target, [.. index.Manifests], lines, cancellationToken);
        var content = ManifestWriter.WriteIndex(
            entries, ArtifactType ?? index.ArtifactType, index.Subject, index.Annotations);
        lines.Write($"Updated   {Digest.Sha256(content)}");
        var pushedAs = target.Digest is null ? null : $"{(target.IsLayout ? "[oci-layout]" : "[registry]")} {target.Path}";
        return await FinishAsync(context, open, content, pushedAs, tags, cancellationToken);
    }

    private async Task<List<Descriptor>> ChangeAsync(
        IRepository repository, Target target, List<Descriptor> entries, StatusLines lines, CancellationToken cancellationToken)
    {
        foreach (var item in _remove.Items)
        {
            var digest = Digest.Parse(item);
            if (entries.RemoveAll(entry => entry.Digest == digest) == 0)
            {
                throw new OciException(
                    OciError.NotFound, $"{digest} does not exist in the index {target.Reference}");
            }

            lines.Write($"Removed   {digest}");
        }

        foreach (var reference in _add.Items)
        {
            var (manifest, entry) = (await FetchAsync(repository, [reference], lines, "manifest", cancellationToken))[0];
            entries.Add(entry);
            lines.Write(Named("Added", manifest.Descriptor.Digest, reference));
        }

        foreach (var reference in _merge.Items)
        {
            var index = (await FetchIndexesAsync(repository, [reference], lines, cancellationToken))[0];
            entries.AddRange(index.Manifests);
            lines.Write(Named("Merged", index.Descriptor.Digest, reference));
        }

        return entries;
    }

    private static async Task<List<Manifest>> FetchIndexesAsync(
        IRepository repository, IReadOnlyList<string> references, StatusLines lines, CancellationToken cancellationToken)
    {
        var fetched = await FetchAsync(repository, references, lines, "index", cancellationToken);
        foreach (var (reference, source) in references.Zip(fetched))
        {
            if (!MediaTypes.IsIndex(source.Manifest.MediaType))
            {
                throw new CommandException($"{Output.TerminalText.Escape(reference)} is not an index");
            }
        }

        return [.. fetched.Select(source => source.Manifest)];
    }
}
