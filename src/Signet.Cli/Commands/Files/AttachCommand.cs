using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Oci.Packing;
using Signet.Oci.Remote;

namespace Signet.Cli.Commands.Files;

/// <summary>Stores files as an artifact that refers to another one.</summary>
internal sealed class AttachCommand : PackingCommand
{
    private readonly PlatformFlag _platform = new(
        usage: "attach to an arch-specific subject in the form of os[/arch][/variant][:os_version]");

    public AttachCommand()
        : base("attach", "Attach files to an existing artifact", isReferrer: true)
    {
        Description = """
            Attaches files to an artifact in a registry or an OCI image layout: an SBOM, a report, notes. What is attached
            at the same time by others stays listed.

            Examples:
              signet attach --artifact-type application/spdx+json localhost:5000/hello:v1 sbom.json
              signet attach --artifact-type example/note --annotation key=value localhost:5000/hello@<digest>
              signet attach --artifact-type example/report --platform linux/amd64 localhost:5000/hello:v1 report.json:application/json
              signet attach --artifact-type application/spdx+json --oci-layout layout-dir:v1 sbom.json
            """;
        Arguments = "[flags] --artifact-type=<type> <name>{:<tag>|@<digest>} "
            + "{<file>[:<layer_media_type>]|--annotation <key>=<value>} [...]";
        Flags.Add(_platform);
        FlagGroups = [.. FlagGroups, FlagGroup.Exclusive("config", "platform")];
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireAtLeast(this, arguments, 1, "the destination artifact for attaching");

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.ParseArtifact(context.Arguments[0], this);
        if (context.Arguments.Count == 1 && !Packer.HasAnnotations)
        {
            throw new CommandException("neither file nor annotation provided in the command\n"
                + $"Usage: {CommandHelp.UseLine(this)}\n"
                + "To attach to an existing artifact, please provide files via argument or annotations via flag "
                + $"\"--annotation\". Run \"{FullName} -h\" for more options and examples")
            {
                ExitCode = ExitCodes.Usage,
            };
        }

        var files = Packer.Files(context.Arguments.Skip(1));
        var options = await Packer.ReadAsync(context, cancellationToken);
        // A layout that is not there is not made: it has nothing to attach to.
        using var open = await Target.OpenAsync(
            context, target, cancellationToken, RepositoryAccess.PullAndPush, mustExist: true);
        var subject = await PlatformSelector.SelectAsync(
            open.Repository, target.Reference!, _platform.Value, cancellationToken);
        options = options with { ImageSpec = ImageSpec.Version11, Subject = subject };
        using var artifact = await RunAsync(context, open, files, options, cancellationToken);
        if (Format.IsForPrograms)
        {
            WriteJson(context, target, artifact, tags: null);
            return 0;
        }

        var lines = new StatusLines(context);
        lines.Write($"Attached to {target.ShownAt(subject.Digest)}");
        lines.Write($"Digest: {artifact.Descriptor.Digest}");
        return 0;
    }

    private async Task<PackedArtifact> RunAsync(
        CommandContext context,
        OpenTarget open,
        List<FileArgument> files,
        PackOptions options,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<Descriptor> outdated;
        PackedArtifact artifact;
        await using (var progress = OpenProgress(context))
        {
            artifact = await PackAsync(context, progress, files, options, cancellationToken);
            try
            {
                outdated = await StoreAsync(artifact, open, [], progress, cancellationToken);
            }
            catch
            {
                artifact.Dispose();
                throw;
            }
        }

        if (outdated.Count > 0)
        {
            context.WriteWarning("Removal of outdated referrers index from remote registry failed. "
                + "Garbage collection may be required.");
        }

        return artifact;
    }
}
