using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Verification;
using Signet.Signatures;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>Lists the signatures of an artifact.</summary>
internal sealed class ListCommand : Command
{
    private readonly IntFlag _maxSignatures = new("max-signatures", '\0', "maximum number of signatures to evaluate or examine", 100);
    private readonly ArtifactFlags _artifact = new("list signatures of");

    public ListCommand()
        : base("list", "List signatures of the signed artifact")
    {
        Description = """
            Lists all the signatures of an artifact in a registry or an OCI image layout.

            Examples:
              signet list <registry>/<repository>@<digest>
              signet list --oci-layout "<oci_layout_path>@<digest>"
            """;
        Aliases = ["ls"];
        Arguments = "[flags] <reference>";
        Flags.Add(_maxSignatures);
        _artifact.AddTo(Flags);
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing reference to the artifact: "
                + "use `signet list --help` to see what parameters are required");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _artifact.WarnAboutOldFlags(context);
        SignatureCount.Check(_maxSignatures);
        var reference = _artifact.Parse(context.Arguments[0]);
        using var source = await _artifact.OpenAsync(
            context, [reference], _artifact.CreateLogger(context), cancellationToken);
        var repository = await source.OpenAsync(reference, cancellationToken);
        ArtifactFlags.WarnAboutTag(context, "list", reference);
        var list = await new SignatureListing(
            repository, new() { MaxSignatures = _maxSignatures.Value, TimeProvider = context.Clock })
            .ListAsync(reference.TagOrDigest, cancellationToken);
        if (list.Signatures.Count == 0)
        {
            context.WriteLine($"{TerminalText.Escape(list.ResolvedReference)} has no associated signatures");
            return 0;
        }

        if (list.IsLimitReached)
        {
            SignatureCount.WarnAboutLimit(context, _maxSignatures);
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
