using Signet.Cli.CommandLine;

namespace Signet.Cli.Commands.Plugins;

/// <summary><c>signet plugin</c>: the plugins, which <c>notation</c> shares.</summary>
internal static class PluginCommands
{
    public static Command Create() => new CommandGroup(
        "plugin",
        "Manage plugins",
        """
        Manages plugins: programs that sign with keys elsewhere, or take part in verification. notation uses the same ones.

        Examples:
          signet plugin install --file ./notation-com.example.vault_linux_amd64.tar.gz
          signet plugin list
          signet plugin test com.example.vault
          signet plugin uninstall com.example.vault
        """,
        [],
        new InstallCommand(),
        new ListCommand(),
        new TestCommand(),
        new UninstallCommand());
}
