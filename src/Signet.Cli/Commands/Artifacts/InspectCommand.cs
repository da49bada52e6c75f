using Signet.Cli.CommandLine;
using Signet.Cli.Inspection;
using Signet.Cli.Output;
using Signet.Notary.Verification;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>Shows what the signatures of an artifact say; nothing of it is verified.</summary>
internal sealed class InspectCommand : SignatureListingCommand
{
    private static readonly string[] Outputs = ["json", "tree"];

    private readonly StringFlag _output =
        new("output", 'o', "output format, options: \"json\", \"tree\"", "tree") { Values = _ => Outputs };

    public InspectCommand()
        : base("inspect", "Inspect all signatures associated with a signed artifact", "inspect the signatures of")
    {
        Description = """
            Shows what the signatures of an artifact say. Nothing of it is verified: that is what "signet verify" does.

            Examples:
              signet inspect <registry>/<repository>@<digest>
              signet inspect --output json <registry>/<repository>@<digest>
              signet inspect --oci-layout "<oci_layout_path>@<digest>"
            """;
        Flags.Add(_output);
    }

    // "text" is what notation 1.3 calls the tree.
    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken) =>
        _output.Value is "json" or "tree" or "text"
            ? default
            : throw new CommandException($"invalid format: {GoText.Quote(_output.Value)}");

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var inspection = await ReadAsync(
            context, (listing, artifact, ct) => listing.InspectAsync(artifact, ct), cancellationToken);
        WarnAboutFaults(inspection, context);
        if (inspection.IsLimitReached)
        {
            WarnAboutLimit(context);
        }

        var zone = context.Clock.LocalTimeZone;
        context.Out.Write(_output.Value == "json"
            ? InspectionJson.Format(inspection, zone)
            : InspectionTree.Format(inspection, zone));
        return inspection.Signatures.Any(s => s.Fault is not null)
            ? throw new CommandException("at least one signature was skipped and not displayed")
            : 0;
    }

    private static void WarnAboutFaults(SignatureInspection inspection, CommandContext context)
    {
        foreach (var signature in inspection.Signatures.Where(s => s.Fault is not null))
        {
            var digest = signature.Manifest.Digest;
            var fault = TerminalText.Escape(signature.Fault);
            context.WriteWarning(signature.IsFetchFault
                ? $"unable to fetch signature {digest} due to error: {fault}"
                : $"Skipping signature {digest} because of error: {fault}");
        }
    }
}
