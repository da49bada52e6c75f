namespace Signet.Notary.Plugins;

/// <summary>How plugins are run.</summary>
public sealed record PluginOptions
{
    /// <summary>
    /// Time for one call. The protocol has no limit; a person may have to type a PIN or touch a key, and a hung plugin must
    /// still end.
    /// </summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Clock of the limit.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
