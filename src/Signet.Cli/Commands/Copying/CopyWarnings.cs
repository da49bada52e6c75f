using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Oci.Graph;

namespace Signet.Cli.Commands.Copying;

/// <summary>Tells what a copy left behind although it succeeded.</summary>
internal static class CopyWarnings
{
    /// <summary>A hostile list can have many thousand entries; these are enough to see what is wrong.</summary>
    private const int MostTold = 20;

    public static void Write(CommandContext context, CopyResult result)
    {
        foreach (var ignored in result.Ignored.Take(MostTold))
        {
            context.WriteWarning(TerminalText.Escape(
                $"{ignored.Descriptor.Digest} is listed as a referrer of {ignored.Subject} and was not copied: {ignored.Reason}"));
        }

        if (result.Ignored.Count > MostTold)
        {
            context.WriteWarning($"{result.Ignored.Count - MostTold} more entries of lists of referrers were not copied");
        }

        if (result.OutdatedIndexes.Count > 0)
        {
            context.WriteWarning("Removal of outdated referrers index from remote registry failed. "
                + "Garbage collection may be required.");
        }
    }
}
