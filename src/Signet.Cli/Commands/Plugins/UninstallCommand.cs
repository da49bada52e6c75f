using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Signing;
using Signet.Cli.Output;
using Signet.Notary.Plugins;
using Signet.Notary.Plugins.Installation;

namespace Signet.Cli.Commands.Plugins;

/// <summary>Removes a plugin; it is not run.</summary>
internal sealed class UninstallCommand : Command
{
    private readonly BoolFlag _yes = new("yes", 'y', "do not prompt for confirmation");
    private readonly LoggingFlags _logging = new();

    public UninstallCommand()
        : base("uninstall", "Uninstall a plugin")
    {
        Description = """
            Uninstalls a plugin: removes its directory with all files in it. Keys that it holds, and their names in the list of
            signing keys, stay.

            Example:
              signet plugin uninstall com.example.vault
            """;
        Aliases = ["remove", "rm"];
        Arguments = "[flags] <plugin_name>";
        ArgumentValues = InstalledPlugins.Names;
        Flags.Add(_yes);
        _logging.AddTo(Flags);
    }

    public override void CheckArguments(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            throw new CommandException("plugin name is required");
        }

        if (arguments.Count > 1)
        {
            throw new CommandException("only one plugin can be removed at a time");
        }
    }

    public override async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var name = context.Arguments[0];
        var installer = new PluginInstaller(
            context.Directories, new() { TimeProvider = context.Clock, Logger = _logging.CreateLogger(context) });
        if (!Exists(installer, name))
        {
            throw new CommandException(
                $"unable to find plugin {TerminalText.Escape(name)}.\nTo view a list of installed plugins, use `signet plugin list`");
        }

        if (!_yes.Value
            && !await context.ConfirmAsync($"Are you sure you want to uninstall plugin \"{name}\"?", cancellationToken))
        {
            return 0;
        }

        try
        {
            await installer.UninstallAsync(name, cancellationToken);
        }
        catch (Exception e) when (e is PluginCallException or PluginInstallException)
        {
            throw new CommandException($"failed to uninstall plugin {name}: {TerminalText.Escape(e.Message)}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"failed to uninstall plugin {name}: {ErrorFunnel.FileFault(e)}", e);
        }

        context.WriteLine($"Successfully uninstalled plugin {name}");
        return 0;
    }

    private static bool Exists(PluginInstaller installer, string name)
    {
        try
        {
            return installer.Exists(name);
        }
        catch (PluginCallException e)
        {
            throw new CommandException($"failed to check plugin existence: {TerminalText.Escape(e.Message)}", e);
        }
    }
}
