using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.References;

/// <summary>Gives a manifest further tags.</summary>
internal sealed class TagCommand : ArtifactCommand
{
    private readonly ConcurrencyFlag _concurrency = new();

    public TagCommand()
        : base("tag", "Tag a manifest in a registry or an OCI image layout")
    {
        Description = """
            Gives a manifest in a registry or an OCI image layout further tags.

            Examples:
              signet tag localhost:5000/hello:v1.0.1 v1.0.2 latest
              signet tag localhost:5000/hello@<digest> v1.0.2
              signet tag --oci-layout layout-dir:v1.0.1 v1.0.2
            """;
        Arguments = "[flags] <name>{:<tag>|@<digest>} <new_tag> [...]";
        Flags.Add(_concurrency);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) => ArgumentCount.RequireAtLeast(
        this, arguments, 2, "the target artifact reference followed by the new tags");

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.ParseArtifact(context.Arguments[0], this);
        var tags = context.Arguments.Skip(1).Distinct().ToList();
        foreach (var tag in tags)
        {
            TargetFlags.CheckTag(target, tag);
        }

        using var open = await Target.OpenAsync(
            context, target, cancellationToken, RepositoryAccess.PullAndPush, mustExist: true);
        var manifest = await open.Repository.FetchManifestAsync(target.Reference!, cancellationToken);
        context.WriteLine(TerminalText.Escape($"Tagging {target.ShownAt(manifest.Descriptor.Digest)}"));
        await Tagging.RunAsync(
            context, tags, _concurrency.Value, (tag, ct) => open.Repository.TagAsync(manifest, tag, ct), cancellationToken);
        return 0;
    }
}
