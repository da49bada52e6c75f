using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Signatures;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>Lists the signatures of an artifact.</summary>
internal sealed class ListCommand : SignatureListingCommand
{
    public ListCommand()
        : base("list", "List signatures of the signed artifact", "list signatures of")
    {
        Description = """
            Lists all the signatures of an artifact in a registry or an OCI image layout.

            Examples:
              signet list <registry>/<repository>@<digest>
              signet list --oci-layout "<oci_layout_path>@<digest>"
            """;
        Aliases = ["ls"];
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var list = await ReadAsync(context, (listing, artifact, ct) => listing.ListAsync(artifact, ct), cancellationToken);
        if (list.Signatures.Count == 0)
        {
            context.WriteLine($"{TerminalText.Escape(list.ResolvedReference)} has no associated signatures");
            return 0;
        }

        if (list.IsLimitReached)
        {
            WarnAboutLimit(context);
        }

        var tree = new TreeNode(list.ResolvedReference);
        var signatures = tree.Add(NotaryMediaTypes.Signature);
        foreach (var signature in list.Signatures)
        {
            signatures.Add(signature.Digest.ToString());
        }

        context.Out.Write(tree.ToString());
        return 0;
    }
}
