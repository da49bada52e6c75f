using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Revocation;

/// <summary><c>signet revocation</c>: answers about revocation, for machines without a network.</summary>
internal static class RevocationCommands
{
    public static Command Create() => new CommandGroup(
        "revocation",
        "Collect answers about revocation for verification offline",
        """
        Collects what responders (OCSP) and lists (CRL) say about certificates, for machines that cannot ask them.

        Example:
          signet revocation fetch <registry>/<repository>@<digest> -o bundle.json
          signet verify --offline --revocation-bundle bundle.json <registry>/<repository>@<digest>
        """,
        [],
        new FetchCommand());
}
