using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;

namespace Signet.Cli.Commands.Manifests;

/// <summary>Deletes a manifest with all its tags, once the user has agreed.</summary>
internal sealed class DeleteCommand : ArtifactCommand
{
    private readonly Deletion _deletion = new("manifest", " and all tags associated with it");

    public DeleteCommand()
        : base("delete", "Delete a manifest from remote registry", hasReferrers: true)
    {
        Description = """
            Deletes a manifest, and with it all tags that point at it, from a registry or an OCI image layout. What it
            refers to and what refers to it stays.

            Examples:
              signet manifest delete localhost:5000/hello:v1
              signet manifest delete --force localhost:5000/hello@<digest>
              signet manifest delete --oci-layout layout-dir:v1
            """;
        Aliases = ["remove", "rm"];
        Arguments = "[flags] <name>{:<tag>|@<digest>}";
        _deletion.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the manifest to delete");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _deletion.Check();
        return base.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.ParseArtifact(context.Arguments[0], this);
        using var open = await Target.OpenAsync(context, target, cancellationToken);
        return await _deletion.RunAsync(
            context,
            target,
            ct => open.Repository.ResolveAsync(target.Reference!, ct),
            open.Repository.DeleteManifestAsync,
            cancellationToken);
    }
}
