using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Signet.Notary.Plugins;

/// <summary>How plugins are run.</summary>
public sealed record PluginOptions
{
    /// <summary>
    /// Time for one call, a repetition included. The protocol has no limit; a person may have to type a PIN or touch a
    /// key, and a hung plugin must still end.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>
    /// Pause before the one repetition of a call that a plugin answered with TIMEOUT or THROTTLED (plugin-extensibility.md,
    /// "Error codes"). Signing is never repeated: each signature may cost, or count against a limit.
    /// </summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a process that a plugin leaves behind may keep the plugin's output open after its end; then it is ended
    /// too, and the call fails.
    /// </summary>
    public TimeSpan LeftoverTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Clock of the limits.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Receives request and response of each call at debug level, without the values of the configuration.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
