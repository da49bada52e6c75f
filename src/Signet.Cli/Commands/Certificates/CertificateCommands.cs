using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Certificates;

/// <summary><c>signet certificate</c>: the trust store.</summary>
internal static class CertificateCommands
{
    public static Command Create() => new CommandGroup(
        "certificate",
        "Manage certificates in trust store",
        """
        Manages certificates in the trust store, which says whose signatures can be trusted.

        Examples:
          signet certificate add --type ca --store acme-rockets cert1.crt
          signet certificate list
          signet certificate show --type ca --store acme-rockets cert1.crt
          signet certificate delete --type ca --store acme-rockets cert1.crt
          signet certificate generate-test wabbit-networks.io
          signet certificate cleanup-test wabbit-networks.io
        """,
        ["cert"],
        new AddCommand(),
        new CleanupTestCommand(),
        new DeleteCommand(),
        new GenerateTestCommand(),
        new ListCommand(),
        new ShowCommand());
}
