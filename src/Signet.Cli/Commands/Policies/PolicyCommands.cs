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
          signet policy init --name prod --registry-scope "registry.example.com/app" \
            --trust-store ca:acme --trusted-identity "x509.subject: C=US, ST=WA, O=Acme"
          signet policy import ./trustpolicy.json
          signet policy show
        """,
        [],
        new ImportCommand(),
        new InitCommand(),
        new ShowCommand());
}
