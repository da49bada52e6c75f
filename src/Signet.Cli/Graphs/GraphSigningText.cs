using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Artifacts;
using Signet.Cli.Commands.Signing;
using Signet.Cli.Output;
using Signet.Notary.Graph;
using Signet.Notary.Plugins;

namespace Signet.Cli.Graphs;

/// <summary>The outcome of <c>sign --recursive</c>: one line a part, and after a failure what is signed and what is not.</summary>
internal static class GraphSigningText
{
    /// <summary>Writes it and returns the exit code.</summary>
    public static int Write(GraphSigning signing, string repository, OpenKey key, CommandContext context)
    {
        foreach (var ignored in signing.Ignored)
        {
            context.WriteWarning(TerminalText.Escape(
                $"{ignored.Descriptor.Digest} is listed as a referrer of {ignored.Subject} and was not signed: {ignored.Reason}"));
        }

        if (signing.Results.Any(r => r.Signature?.PushedManifest.OutdatedIndex is not null))
        {
            context.WriteWarning(SignCommand.OutdatedIndex);
        }

        foreach (var result in signing.Results)
        {
            context.WriteLine(TerminalText.Escape(Line(result)));
        }

        if (signing.Failure is { } failure)
        {
            WriteFailure(signing, failure is PluginCallException plugin ? key.Describe(plugin) : failure, context);
            return 1;
        }

        if (signing.Results.Any(r => r.Outcome == GraphSignOutcome.NotAttempted))
        {
            WriteFailure(signing, new OperationCanceledException(), context);
            return 1;
        }

        var signed = Count(signing, GraphSignOutcome.Signed);
        var already = Count(signing, GraphSignOutcome.AlreadySigned);
        var planned = Count(signing, GraphSignOutcome.Planned);
        context.WriteLine(TerminalText.Escape(planned > 0
            ? $"{planned} of {signing.Results.Count} parts of {signing.ResolvedReference} would be signed"
            : $"Successfully signed {signing.ResolvedReference} with all its parts: {signed} signed now, {already} before"));
        if (signed > 0)
        {
            context.WriteLine(TerminalText.Escape($"Pushed {signed} {(signed == 1 ? "signature" : "signatures")} to {repository}"));
        }

        return 0;
    }

    private static void WriteFailure(GraphSigning signing, Exception failure, CommandContext context)
    {
        var signed = Count(signing, GraphSignOutcome.Signed) + Count(signing, GraphSignOutcome.AlreadySigned);
        context.WriteError(
            $"{signing.Results.Count - signed} of {signing.Results.Count} parts of {TerminalText.Escape(signing.ResolvedReference)} are not "
            + $"signed. Run the command again to sign them.\n{ErrorFunnel.Describe(failure, isCancelled: true).Message}");
    }

    private static int Count(GraphSigning signing, GraphSignOutcome outcome) => signing.Results.Count(r => r.Outcome == outcome);

    private static string Line(GraphSignResult result)
    {
        var what = $"{GraphWords.Title(result)} {result.Descriptor.Digest}";
        return result.Outcome switch
        {
            GraphSignOutcome.Signed => $"signed          {what}: {result.Signature!.SignatureManifest.Digest}",
            GraphSignOutcome.AlreadySigned => $"already signed  {what}: {result.Existing!.Digest}",
            GraphSignOutcome.Planned => $"would sign      {what}",
            GraphSignOutcome.Failed => $"failed          {what}: {result.Failure!.Message}",
            _ => $"not signed      {what}",
        };
    }
}
