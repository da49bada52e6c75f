namespace Signet.Plugins;

/// <summary>
/// A failure of a plugin in the protocol's terms. Thrown by a plugin's code, it becomes the error message on standard
/// error; message and metadata reach the user, so no secret may be in them.
/// </summary>
public sealed class PluginException : Exception
{
    /// <summary>A failure: what happened, to what, what to do.</summary>
    /// <param name="code">One of <see cref="PluginErrorCode"/>.</param>
    /// <param name="message">For the user.</param>
    /// <param name="metadata">Facts for whoever looks into it, for example a request id of the key service.</param>
    /// <param name="innerException">The cause; not shown.</param>
    public PluginException(
        string code,
        string message,
        IReadOnlyDictionary<string, string>? metadata = null,
        Exception? innerException = null)
        : base(message, innerException)
    {
        ArgumentException.ThrowIfNullOrEmpty(code);
        Code = code;
        Metadata = metadata ?? new Dictionary<string, string>();
        IsRetryable = code is PluginErrorCode.Timeout or PluginErrorCode.Throttled;
    }

    /// <summary>One of <see cref="PluginErrorCode"/>.</summary>
    public string Code { get; }

    /// <summary>Facts for whoever looks into it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// Trying again may help. True for <see cref="PluginErrorCode.Timeout"/> and <see cref="PluginErrorCode.Throttled"/>
    /// ("Error codes"); a plugin that knows more says so. Used inside the plugin, not sent to the host.
    /// </summary>
    public bool IsRetryable { get; init; }

    /// <summary>How long the key service asks to wait before.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
