using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Policies;

namespace Signet.Cli.Commands.Blobs;

/// <summary>
/// <c>signet blob</c>: what <c>notation</c> and <c>oras</c> both call so, files to sign and the content of repositories.
/// </summary>
internal static class BlobCommands
{
    public static Command Create() => new CommandGroup(
        "blob",
        "Sign and verify files, and fetch, push and delete blobs of repositories",
        """
        Signs and verifies files that lie outside registries: releases, charts, models. The signature is a file beside them.
        The commands fetch, push and delete work on blobs of a registry or an OCI image layout.

        Examples:
          signet blob sign <blob_path>
          signet blob verify --signature <signature_path> <blob_path>
          signet blob inspect <signature_path>
          signet blob policy init --global --name releases \
            --trust-store ca:acme --trusted-identity "x509.subject: C=US, ST=WA, O=Acme"
          signet blob fetch --output <file> <registry>/<repository>@<digest>
        """,
        [],
        new DeleteCommand(),
        new FetchCommand(),
        new InspectCommand(),
        new CommandGroup(
            "policy",
            "Manage blob trust policy configuration for arbitrary blob signature verification",
            """
            Manages the trust policy for blobs, which says whose signatures count for which files.

            Examples:
              signet blob policy init --global --name releases \
                --trust-store ca:acme --trusted-identity "x509.subject: C=US, ST=WA, O=Acme"
              signet blob policy import ./trustpolicy.json
              signet blob policy show
            """,
            [],
            new ImportCommand(PolicyFile.Blob),
            new PolicyInitCommand(),
            new ShowCommand(PolicyFile.Blob)),
        new PushCommand(),
        new SignCommand(),
        new VerifyCommand());
}
