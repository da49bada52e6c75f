using Signet.Notary.Configuration;
using Signet.Notary.Plugins.Installation;

namespace Signet.Notary.Plugins;

/// <summary>Finds installed plugins (plugin-extensibility.md, "Plugin lifecycle").</summary>
public sealed class PluginManager
{
    private readonly NotaryDirectories _directories;
    private readonly PluginOptions _options;

    /// <summary>A manager of the plugins below <see cref="NotaryDirectories.LibexecDirectory"/>.</summary>
    public PluginManager(NotaryDirectories directories, PluginOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(directories);
        _directories = directories;
        _options = options ?? new();
    }

    /// <summary>Directory of all plugins.</summary>
    public string PluginsDirectory => Path.Combine(_directories.LibexecDirectory, "plugins");

    /// <summary>
    /// Names of directories that could be plugins, in ordinal order; nothing is run. Files and symbolic links are passed
    /// over, and so is where an installation works. A name that <see cref="Open"/> refuses is among them, so that a list can
    /// say why.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    public IReadOnlyList<string> FindNames()
    {
        try
        {
            return
            [
                .. new DirectoryInfo(PluginsDirectory).EnumerateDirectories("*", Everything)
                    .Where(d => (d.Attributes & FileAttributes.ReparsePoint) == 0 && d.Name != StagingArea.NameInside)
                    .Select(d => d.Name)
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>The plugin of that name, ready to be called: name, owner, mode and kind of its executable are checked.</summary>
    /// <exception cref="PluginCallException">There is none, or it is not safe to run.</exception>
    public PluginClient Open(string name) => new(PluginExecutable.Find(name, PluginsDirectory), _options);

    private static EnumerationOptions Everything { get; } = new() { AttributesToSkip = 0, IgnoreInaccessible = false };
}
