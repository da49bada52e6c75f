using Signet.Cli.CommandLine;
using Signet.Cli.Inspection;
using Signet.Cli.Output;
using Signet.Notary.Blobs;

namespace Signet.Cli.Commands.Blobs;

/// <summary>Shows what a detached signature says; nothing of it is verified.</summary>
internal sealed class InspectCommand : Command
{
    private readonly ReportFlag _output = new("json", "tree");

    public InspectCommand()
        : base("inspect", "Inspect a signature associated with a blob")
    {
        Description = """
            Shows what the signature of a blob says. Nothing of it is verified: that is what "signet blob verify" does.

            Examples:
              signet blob inspect <signature_path>
              signet blob inspect --output json <signature_path>
            """;
        Arguments = "[flags] <signature_path>";
        _output.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("missing signature path: use `signet blob inspect --help` to see what parameters are "
                + "required");
        }

        RequireOneArgument(arguments);
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (_output.Format is not ("json" or "tree"))
        {
            throw new CommandException($"unrecognized output format {TerminalText.Escape(_output.Format)}");
        }

        var path = context.Arguments[0];
        var mediaType = SignatureFiles.MediaTypeOf(path);
        var inspected = BlobInspection.Read(
            new(path, mediaType, await SignatureFiles.ReadAsync(path, cancellationToken)));
        if (inspected.Fault is { } fault)
        {
            throw new CommandException($"failed to parse signature: {TerminalText.Escape(fault)}");
        }

        var zone = context.Clock.LocalTimeZone;
        context.Out.Write(_output.IsJson
            ? InspectionJson.Format(inspected, zone)
            : InspectionTree.Format(path, inspected, zone));
        return 0;
    }
}
