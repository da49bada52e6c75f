using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Cache;

/// <summary><c>signet cache</c>: what was fetched about revocation.</summary>
internal static class CacheCommands
{
    public static Command Create() => new CommandGroup(
        "cache",
        "Manage cached revocation lists and OCSP responses",
        """
        Shows and clears the cache of revocation lists and OCSP responses. Nothing in it is trusted: every entry is
        verified each time it is used, and what is missing is fetched anew.

        Examples:
          signet cache list
          signet cache prune
          signet cache prune --all
        """,
        [],
        new ListCommand(),
        new PruneCommand());
}
