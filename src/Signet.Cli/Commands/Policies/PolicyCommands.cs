using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Policies;

/// <summary><c>signet policy</c>: the trust policy for OCI artifacts.</summary>
internal static class PolicyCommands
{
    public static Command Create() => new CommandGroup(
        "policy",
        "Manage OCI trust policy configuration for OCI artifact signature verification",
        """
        Manages the trust policy for OCI artifacts, which says whose signatures count for which repositories.

        Examples:
          signet policy init --certificate signer.crt --registry-scope "registry.example.com/app"
          signet policy import ./trustpolicy.json
          signet policy show
          signet policy lint
          signet policy which registry.example.com/app:v1
          signet policy test ./policy-tests.yaml
        """,
        [],
        new DiffCommand(),
        new ExportCommand(),
        new ImportCommand(PolicyFile.Oci),
        new InitCommand(),
        new LintCommand(),
        new ShowCommand(PolicyFile.Oci),
        new TestCommand(),
        new WhichCommand());
}
