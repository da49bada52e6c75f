using Signet.Cli.CommandLine;
using Signet.Oci.Credentials;

namespace Signet.Cli.Commands;

/// <summary>The credential stores of this user.</summary>
internal static class CredentialStores
{
    /// <summary>The store that notation's configuration names, else Docker's; files are read at the first use.</summary>
    public static CredentialStore Open(CommandContext context) => CredentialStore.Open(
        context.Directories.ConfigFile, CredentialStore.FindDockerConfigPath(context.GetVariable));
}
