namespace Signet.Notary.Plugins;

/// <summary>A plugin could not do what it was asked.</summary>
public sealed class PluginCallException : Exception
{
    /// <summary>A failure: what happened, to what, what to do.</summary>
    public PluginCallException(PluginFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What kind of failure it is.</summary>
    public PluginFailure Failure { get; }

    /// <summary>The plugin's own error code (<see cref="Signet.Plugins.PluginErrorCode"/>); null for other failures.</summary>
    public string? Code { get; init; }

    /// <summary>The plugin's own facts; empty for other failures.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();
}
