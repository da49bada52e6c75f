using Signet.Plugins.Hosting;

namespace Signet.Plugins;

/// <summary>
/// Runs a plugin as an executable: <c>return await PluginHost.RunAsync&lt;MyPlugin&gt;(args);</c> is a whole Main. It reads
/// the request, checks it, lets the plugin answer, checks the answer and writes it; the rules are in
/// <c>docs/plugins/protocol.md</c>.
/// </summary>
/// <remarks>
/// <see cref="DebugLogVariable"/> in the environment names a file to which each call is written down, without payloads,
/// key ids, settings and secrets.
/// </remarks>
public static class PluginHost
{
    /// <summary>Environment variable that names the file of the debug log; unset or empty: none is written.</summary>
    public const string DebugLogVariable = "NOTATION_PLUGIN_DEBUG_LOG";

    /// <summary>Reads one request, lets the plugin answer it, and returns the exit code: 0, or 1 for any failure.</summary>
    /// <param name="args">What Main got: the command.</param>
    public static Task<int> RunAsync<TPlugin>(string[] args)
        where TPlugin : IPlugin, new() => RunAsync(() => new TPlugin(), args);

    /// <summary>The same for a plugin that is not made by a constructor without parameters.</summary>
    /// <param name="create">Makes the plugin; what it throws is answered as the plugin's failure.</param>
    /// <param name="args">What Main got: the command.</param>
    public static async Task<int> RunAsync(Func<IPlugin> create, string[] args)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(args);
        await using var streams = HostStreams.TakeOver();
        var log = DebugLog.For(Environment.GetEnvironmentVariable(DebugLogVariable), TimeProvider.System);
        return await new PluginCall(create, streams, log).RunAsync(args, Interruption.Watch());
    }
}
