using Signet.Cli.CommandLine;
using Signet.Cli.Inspection;
using Signet.Cli.Output;
using Signet.Notary.Verification;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>Shows what the signatures of an artifact say; nothing of it is verified.</summary>
internal sealed class InspectCommand : SignatureListingCommand
{
    private readonly ReportFlag _output = new("json", "tree");

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
        _output.AddTo(Flags);
    }

    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken)
    {
        // What notation 1.3 calls the tree.
        if (_output.Format != "text")
        {
            _output.Check();
        }

        return default;
    }

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
        context.Out.Write(_output.IsJson
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
