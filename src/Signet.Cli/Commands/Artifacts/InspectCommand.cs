using Signet.Cli.CommandLine;
using Signet.Cli.Inspection;
using Signet.Cli.Output;
using Signet.Notary.Verification;

namespace Signet.Cli.Commands.Artifacts;

/// <summary>Shows what the signatures of an artifact say; nothing of it is verified.</summary>
internal sealed class InspectCommand : Command
{
    private static readonly string[] Outputs = ["json", "tree"];

    private readonly StringFlag _output =
        new("output", 'o', "output format, options: \"json\", \"tree\"", "tree") { Values = _ => Outputs };

    private readonly IntFlag _maxSignatures = new("max-signatures", '\0', "maximum number of signatures to evaluate or examine", 100);
    private readonly ArtifactFlags _artifact = new("inspect the signatures of");

    public InspectCommand()
        : base("inspect", "Inspect all signatures associated with a signed artifact")
    {
        Description = """
            Shows what the signatures of an artifact say. Nothing of it is verified: that is what "signet verify" does.

            Examples:
              signet inspect <registry>/<repository>@<digest>
              signet inspect --output json <registry>/<repository>@<digest>
              signet inspect --oci-layout "<oci_layout_path>@<digest>"
            """;
        Arguments = "[flags] <reference>";
        Flags.Add(_output, _maxSignatures);
        _artifact.AddTo(Flags);
    }

    public override bool UsesCryptography => true;

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing reference to the artifact: "
                + "use `signet inspect --help` to see what parameters are required");
        }
    }

    // "text" is what notation 1.3 calls the tree.
    public override ValueTask PrepareAsync(CommandContext context, CancellationToken cancellationToken) =>
        _output.Value is "json" or "tree" or "text"
            ? default
            : throw new CommandException($"invalid format: {GoText.Quote(_output.Value)}");

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        _artifact.WarnAboutOldFlags(context);
        SignatureCount.Check(_maxSignatures);
        var reference = _artifact.Parse(context.Arguments[0]);
        using var source = await _artifact.OpenAsync(
            context, [reference], _artifact.CreateLogger(context), cancellationToken);
        var repository = await source.OpenAsync(reference, cancellationToken);
        ArtifactFlags.WarnAboutTag(context, "inspect", reference);
        var inspection = await new SignatureListing(
            repository, new() { MaxSignatures = _maxSignatures.Value, TimeProvider = context.Clock })
            .InspectAsync(reference.TagOrDigest, cancellationToken);
        WarnAboutFaults(inspection, context);
        if (inspection.IsLimitReached)
        {
            SignatureCount.WarnAboutLimit(context, _maxSignatures);
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
