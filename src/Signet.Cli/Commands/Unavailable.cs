using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands;

/// <summary>What <c>notation</c> offers and this version does not: refused by name, never passed over.</summary>
internal static class Unavailable
{
    public static CommandException Feature(string what) =>
        new($"{what} not available in this version of signet; nothing was done");
}
