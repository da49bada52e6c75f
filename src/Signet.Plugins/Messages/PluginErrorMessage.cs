namespace Signet.Plugins.Messages;

/// <summary>What a plugin writes to standard error when it fails.</summary>
public sealed record PluginErrorMessage
{
    /// <summary>One of <see cref="PluginErrorCode"/>.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>For the user.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Facts for whoever looks into it.</summary>
    public IReadOnlyDictionary<string, string>? ErrorMetadata { get; init; }
}
