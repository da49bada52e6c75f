using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Bundles;

/// <summary><c>signet bundle</c>: artifacts with all that verifies them in one file.</summary>
internal static class BundleCommands
{
    public static Command Create() => new CommandGroup(
        "bundle",
        "Carry artifacts to machines without a network, with all that verifies them",
        """
        Makes, verifies and loads bundles: one signed file with an artifact, its platforms, signatures and reports, the policy
        and certificates it was verified by, and answers about revocation. It is verified without a network.

        Example:
          signet bundle create -o app.tar <registry>/<repository>:<tag>
          signet bundle verify --scope <registry>/<repository> app.tar
          signet bundle load --scope <registry>/<repository> app.tar <registry>/<repository>
        """,
        [],
        new CreateCommand(),
        new InspectCommand(),
        new LoadCommand(),
        new VerifyCommand());
}
