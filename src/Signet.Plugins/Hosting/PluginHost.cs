namespace Signet.Plugins;

/// <summary>
/// Runs a plugin as an executable: <c>return await PluginHost.RunAsync&lt;MyPlugin&gt;(args);</c> is a whole Main.
/// </summary>
public static class PluginHost
{
    /// <summary>Reads one request, lets the plugin answer it, and returns the exit code.</summary>
    public static async Task<int> RunAsync<TPlugin>(string[] args)
        where TPlugin : IPlugin, new()
    {
        await Console.Error.WriteLineAsync($"{new TPlugin().Metadata.Name}: hosting is not available in this version");
        return 1;
    }
}
