using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;
using Signet.Oci.Graph;

namespace Signet.Cli.Commands.References;

/// <summary>Shows what refers to a manifest: signatures, SBOMs, reports, and what refers to those.</summary>
internal sealed class DiscoverCommand : ArtifactCommand
{
    private readonly StringFlag _artifactType = new("artifact-type", '\0', "artifact type; applies to every level");
    private readonly IntFlag _depth =
        new("depth", '\0', "level of referrers to display, if unused shows referrers of all levels", 0);

    private readonly StringFlag _oldFormat =
        new("output", 'o', "format in which to display referrers (json or tree); use --format") { IsHidden = true };

    private readonly PlatformFlag _platform = new();
    private readonly FormatFlags _format = new("tree");

    public DiscoverCommand()
        : base("discover", "Discover referrers of a manifest in a registry or an OCI image layout", hasReferrers: true)
    {
        Description = """
            Shows the referrers of a manifest in a registry or an OCI image layout, as the repository lists them: what is
            signed by whom is for "signet verify" to say.

            Examples:
              signet discover localhost:5000/hello:v1
              signet discover --format json --depth 1 localhost:5000/hello:v1
              signet discover --format go-template='{{range .referrers}}{{println .digest}}{{end}}' localhost:5000/hello:v1
              signet discover --artifact-type application/spdx+json --oci-layout layout-dir:v1
            """;
        Arguments = "[flags] <name>{:<tag>|@<digest>}";
        Flags.Add(_artifactType, _depth, _oldFormat, _platform);
        _format.AddTo(Flags);
        FlagGroups = [.. FlagGroups, FlagGroup.Exclusive("format", "output")];
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the target artifact to discover referrers from");

    public override async ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (_oldFormat.IsSet)
        {
            context.WriteDiagnostic("[DEPRECATED] --output is deprecated, try --format instead\n");
        }

        _format.Prepare(_oldFormat.IsSet ? _oldFormat.Value : null);
        if (_depth is { IsSet: true, Value: < 1 })
        {
            throw new CommandException("depth value should be at least 1");
        }

        await base.PrepareAsync(context, cancellationToken);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.ParseArtifact(context.Arguments[0], this);
        using var open = await Target.OpenAsync(context, target, cancellationToken);
        var root = await PlatformSelector.SelectAsync(
            open.Repository, target.Reference!, _platform.Value, cancellationToken);
        var tree = await ReferrerTree.ReadAsync(
            open.Repository,
            // An index entry also says for which platform it is; that is no part of what is discovered.
            root.Bare(),
            _artifactType.Value.Length > 0 ? _artifactType.Value : null,
            _depth.Value,
            cancellationToken: cancellationToken);
        if (_format.IsForPrograms)
        {
            _format.Write(context, ReferrerOutput.Json(target, tree));
        }
        else
        {
            context.Out.Write(ReferrerOutput.Tree(target, tree));
        }

        return 0;
    }
}
