using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Oci;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.Repositories;

/// <summary>Lists the tags of a repository, or those of one manifest.</summary>
internal sealed class TagsCommand : ArtifactCommand
{
    /// <summary>Tags that are resolved at the same time.</summary>
    private const int Concurrency = 8;

    private readonly FormatFlags _format = new();
    private readonly StringFlag _last = new("last", '\0', "start after the tag specified by last");
    private readonly BoolFlag _excludeDigests =
        new("exclude-digest-tags", '\0', "exclude all digest-like tags such as 'sha256-aaaa...'");

    public TagsCommand()
        : base("tags", "Show tags of the target repository")
    {
        Description = """
            Lists the tags of a repository. With a tag or digest, those that stand for the same manifest: for that, each
            tag is resolved.

            Examples:
              signet repo tags localhost:5000/hello
              signet repo tags --exclude-digest-tags --format json localhost:5000/hello
              signet repo tags localhost:5000/hello:latest
              signet repo tags --oci-layout layout-dir
            """;
        Aliases = ["show-tags"];
        Arguments = "[flags] <name>";
        _format.AddTo(Flags);
        Flags.Add(_last, _excludeDigests);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the target repository to list tags from");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _format.Prepare();
        return base.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        // With --oci-layout-path the argument is the repository whose references the layout's tags are.
        var prefix = Target.LayoutPath is null ? "" : context.Arguments[0] + ":";
        var target = Target.LayoutPath is { } path ? Targets.Target.InLayout(path, "") : Target.Parse(context.Arguments[0]);
        using var open = await Target.OpenAsync(context, target, cancellationToken);
        var repository = open.Repository;
        Digest? wanted = target.Reference is { } reference
            ? (await repository.ResolveAsync(reference, cancellationToken)).Digest
            : null;
        if (wanted is { } digest)
        {
            context.WriteWarning($"querying tags associated to {digest}, it may take a while...");
        }

        var tags = new List<string>();
        await foreach (var tag in repository.ListTagsAsync(_last.Value.Length > 0 ? prefix + _last.Value : null, cancellationToken))
        {
            if (tag.StartsWith(prefix, StringComparison.Ordinal) && !(_excludeDigests.Value && IsDigestTag(tag[prefix.Length..])))
            {
                tags.Add(tag);
            }
        }

        tags = wanted is null ? tags : await FilterAsync(repository, tags, wanted.Value, cancellationToken);
        Write(context, [.. tags.Select(tag => tag[prefix.Length..])]);
        return 0;
    }

    private void Write(CommandContext context, List<string> tags)
    {
        if (!_format.IsForPrograms)
        {
            tags.ForEach(tag => context.WriteLine(TerminalText.Escape(tag)));
            return;
        }

        _format.Write(context, DescriptorJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteStartArray("tags"u8);
            tags.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }));
    }

    private static async Task<List<string>> FilterAsync(
        IRepository repository, List<string> tags, Digest digest, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(Concurrency);
        var found = await Task.WhenAll(tags.Select(async tag =>
        {
            await slots.WaitAsync(cancellationToken);
            try
            {
                return (await repository.ResolveAsync(tag, cancellationToken)).Digest == digest;
            }
            catch (OciException e) when (e.Error == OciError.NotFound)
            {
                return false; // Deleted since it was listed.
            }
            finally
            {
                slots.Release();
            }
        }));
        return [.. tags.Where((_, i) => found[i])];
    }

    // algorithm-hex, what a digest becomes in the referrers tag schema.
    private static bool IsDigestTag(string tag)
    {
        var hyphen = tag.IndexOf('-', StringComparison.Ordinal);
        return hyphen > 0 && Digest.TryParse($"{tag[..hyphen]}:{tag[(hyphen + 1)..]}", out _);
    }
}
