using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;
using Signet.Cli.Output;
using Signet.Oci.Graph;

namespace Signet.Cli.Commands.References;

/// <summary>Shows the digest a reference stands for.</summary>
internal sealed class ResolveCommand : ArtifactCommand
{
    private readonly BoolFlag _full = new("full-reference", 'l', "print the full artifact reference with digest");
    private readonly PlatformFlag _platform = new();

    public ResolveCommand()
        : base("resolve", "Resolves digest of the target artifact")
    {
        Description = """
            Shows the digest of an artifact.

            Examples:
              signet resolve localhost:5000/hello-world:v1
              signet resolve --full-reference --platform linux/arm64 localhost:5000/hello-world:v1
              signet resolve --oci-layout layout-dir:v1
            """;
        Aliases = ["digest"];
        Arguments = "[flags] <name>{:<tag>|@<digest>}";
        Flags.Add(_full, _platform);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) =>
        ArgumentCount.RequireExactly(this, arguments, 1, "the target artifact reference to resolve");

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.ParseArtifact(context.Arguments[0], this);
        using var open = await Target.OpenAsync(context, target, cancellationToken);
        var descriptor = await PlatformSelector.SelectAsync(
            open.Repository, target.Reference!, _platform.Value, cancellationToken);
        context.WriteLine(_full.Value ? TerminalText.Escape(target.At(descriptor.Digest)) : descriptor.Digest.ToString());
        return 0;
    }
}
