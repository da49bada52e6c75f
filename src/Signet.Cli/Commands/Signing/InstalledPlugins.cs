using Signet.Cli.CommandLine;
using Signet.Notary.Plugins;

namespace Signet.Cli.Commands.Signing;

/// <summary>The plugins that are installed, for a shell to offer.</summary>
internal static class InstalledPlugins
{
    /// <summary>Their names; none when the directory cannot be read.</summary>
    public static ValueSource Names { get; } = ValueSources.From(Find);

    private static IEnumerable<string> Find(CommandContext context)
    {
        try
        {
            return new PluginManager(context.Directories).FindNames();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
