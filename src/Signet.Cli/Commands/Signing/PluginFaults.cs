using Signet.Cli.CommandLine;
using Signet.Cli.Output;
using Signet.Notary.Plugins;
using Signet.Plugins;

namespace Signet.Cli.Commands.Signing;

/// <summary>
/// Failures of plugins as text: on the first line what <c>notation</c> says, on the next what to do about it.
/// </summary>
internal static class PluginFaults
{
    /// <summary>Facts of the plugin's own that are shown; services give a request id or two.</summary>
    private const int ShownFacts = 8;

    /// <summary>Finds a plugin and checks its executable, which is not run.</summary>
    /// <exception cref="CommandException">It is not installed, or not safe to run.</exception>
    public static PluginClient Open(PluginManager plugins, string name)
    {
        try
        {
            return plugins.Open(name);
        }
        catch (PluginCallException e) when (e.Failure == PluginFailure.NotRunnable)
        {
            var path = Path.Combine(plugins.PluginsDirectory, name, PluginName.ExecutableOf(name));
            throw new CommandException(
                $"{TerminalText.Escape(e.Message)}\nThe file may not be executed. If it is the plugin, run: chmod u+x "
                + $"'{TerminalText.Escape(path)}'",
                e);
        }
        catch (PluginCallException e)
        {
            throw Describe(name, e);
        }
    }

    /// <summary>The failure with its advice.</summary>
    public static CommandException Describe(string plugin, PluginCallException failure)
    {
        var advice = Advice(TerminalText.Escape(plugin), failure);
        return new($"{TerminalText.Escape(failure.Message)}{(advice.Length > 0 ? "\n" : "")}{advice}", failure);
    }

    private static string Advice(string plugin, PluginCallException failure) => failure.Failure switch
    {
        PluginFailure.NotFound =>
            "See which plugins are installed with `signet plugin list`, and install one with `signet plugin install`",
        PluginFailure.Refused => Facts(failure),
        PluginFailure.NotCapable or PluginFailure.Malformed or PluginFailure.NotAuthentic =>
            $"See which rules of the protocol the plugin keeps with `signet plugin test {plugin}`",
        PluginFailure.NotRunnable =>
            $"Run the command again with --debug, or try the plugin with `signet plugin test {plugin}`",
        // The messages of the others say it.
        _ => "",
    };

    /// <summary>The plugin's own code and facts, by which its service finds what happened; none when it is the general code.</summary>
    private static string Facts(PluginCallException failure)
    {
        var facts = failure.Metadata.Take(ShownFacts).Select(m => $"{m.Key}={m.Value}").ToArray();
        return failure.Code is null or "" or PluginErrorCode.Error && facts.Length == 0
            ? ""
            : TerminalText.Escape($"The plugin's error: {string.Join(", ", [failure.Code, .. facts])}");
    }
}
