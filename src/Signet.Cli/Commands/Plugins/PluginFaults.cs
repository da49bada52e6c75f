using Signet.Cli.Output;
using Signet.Notary.Plugins;
using Signet.Notary.Plugins.Installation;

namespace Signet.Cli.Commands.Plugins;

/// <summary>What a failure of a plugin means to the one who installs or lists it, in the words of <c>notation</c>.</summary>
internal static class PluginFaults
{
    /// <summary>Error number of Unix for a file of another system or processor, the same on Linux and macOS.</summary>
    private const int ExecFormat = 8;

    /// <summary>The cell of a list.</summary>
    public static string Cell(string name, PluginCallException e)
    {
        var file = PluginName.FindFault(name) is null ? PluginName.ExecutableOf(name) : null;
        return e.Failure switch
        {
            PluginFailure.NotFound when file is not null =>
                $"plugin executable file `{file}` not found. Use `signet plugin install` command to install the plugin",
            PluginFailure.NotRunnable when e.InnerException is System.ComponentModel.Win32Exception { NativeErrorCode: ExecFormat } =>
                $"plugin file `{file}` is not executable. Use `signet plugin install` command to install the plugin. "
                + $"Please ensure that the plugin executable file is compatible with {PlatformName.Value}",
            _ => e.Message,
        };
    }

    /// <summary>Why a plugin was not installed, and what to do.</summary>
    public static string Installation(PluginInstallException e)
    {
        var advice = (e.Fault, (e.InnerException as PluginCallException)?.Failure) switch
        {
            (PluginInstallFault.NewPlugin, PluginFailure.NotRunnable) =>
                $".\nPlease ensure that the plugin executable file is compatible with {PlatformName.Value} and has appropriate "
                + "permissions.",
            (PluginInstallFault.NewPlugin, PluginFailure.Malformed or PluginFailure.NotCapable) =>
                ".\nPlease ensure that the plugin executable file is intact and compatible with "
                + $"{PlatformName.Value}. Contact the plugin publisher for further assistance.",
            (PluginInstallFault.Downgrade, _) =>
                "\nIt is not recommended to install an older version. To force the installation, use the \"--force\" option",
            (PluginInstallFault.ExistingPlugin, _) => ".\nTo replace it by the new one, use the \"--force\" option",
            (PluginInstallFault.Version, _) => ".\nTo force the installation, use the \"--force\" option",
            _ => "",
        };
        // An answer that is none is reported as it is; that it is the new plugin's goes without saying.
        var message = e.InnerException is PluginCallException { Failure: PluginFailure.Malformed or PluginFailure.NotCapable } inner
            && e.Fault == PluginInstallFault.NewPlugin
                ? inner.Message
                : e.Message;
        return TerminalText.Escape(message) + advice;
    }
}
