using Signet.Cli.CommandLine;
using Signet.Cli.Commands.References;
using Signet.Cli.Commands.Targets;

namespace Signet.Cli.Commands.Blobs;

/// <summary>Deletes a blob, once the user has agreed.</summary>
internal sealed class DeleteCommand : ArtifactCommand
{
    private readonly Deletion _deletion = new("blob");

    public DeleteCommand()
        : base("delete", "Delete a blob from a registry or an OCI image layout")
    {
        Description = """
            Deletes a blob from a registry or an OCI image layout. Manifests that name it are left without it.

            Examples:
              signet blob delete localhost:5000/hello@<digest>
              signet blob delete --force --descriptor localhost:5000/hello@<digest>
              signet blob delete --oci-layout layout-dir@<digest>
            """;
        Aliases = ["remove", "rm"];
        Arguments = "[flags] <name>@<digest>";
        _deletion.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the target blob to delete");

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _deletion.Check();
        return base.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.ParseBlob(context.Arguments[0], this);
        using var open = await Target.OpenAsync(context, target, cancellationToken);
        return await _deletion.RunAsync(
            context,
            target,
            ct => open.Repository.ResolveBlobAsync(target.Digest!.Value, ct),
            open.Repository.DeleteBlobAsync,
            cancellationToken);
    }
}
