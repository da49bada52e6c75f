using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Targets;
using Signet.Oci;
using Signet.Oci.Manifests;

namespace Signet.Cli.Commands.Manifests.Indexes;

/// <summary>Makes an index of manifests of one repository.</summary>
internal sealed class CreateCommand : IndexCommand
{
    private readonly AnnotationFlag _annotations = new();

    public CreateCommand()
        : base("create", "Create and push an index from provided manifests", "artifact type for overall index")
    {
        Description = """
            Creates an index of manifests that are in the same repository, and pushes it there or writes it to a file.

            Examples:
              signet manifest index create localhost:5000/hello:v1 linux-amd64 linux-arm64
              signet manifest index create localhost:5000/hello:tag1,tag2 linux-amd64 <digest> --annotation key=value
              signet manifest index create localhost:5000/hello linux-amd64 --output index.json
              signet manifest index create --oci-layout layout-dir:v1 linux-amd64
            """;
        Aliases = ["pack"];
        Arguments = "[flags] <target>[:<tag>[,<tag>][...]] [<tag>|<digest>]...";
        _annotations.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments) => ArgumentCount.RequireAtLeast(
        this, arguments, 1, "the destination index to create");

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var target = Target.Parse(context.Arguments[0], takesTags: true);
        if (target.Digest is not null)
        {
            throw new FormatException(
                $"{GoText.Quote(target.Text)}: the digest of an index follows from its content; give a tag, or none");
        }

        var sources = context.Arguments.Skip(1).ToList();
        CheckSources(target, sources);
        var annotations = _annotations.Read();
        using var open = await OpenAsync(context, target, cancellationToken);
        var lines = Lines(context);
        var fetched = await FetchAsync(open.Repository, sources, lines, "manifest", cancellationToken);
        var content = ManifestWriter.WriteIndex(
            [.. fetched.Select(source => source.Entry)], ArtifactType, subject: null, annotations);
        lines.Status("Packed", Descriptor.Of(MediaTypes.ImageIndex, content), MediaTypes.ImageIndex);
        return await FinishAsync(context, open, content, null, target.MoreTags, cancellationToken);
    }
}
