namespace Signet.Plugins.Messages;

/// <summary>Request of <c>get-plugin-metadata</c>; it alone has no contract version.</summary>
public sealed record GetMetadataRequest
{
    /// <summary>Settings of the key or the call.</summary>
    public IReadOnlyDictionary<string, string>? PluginConfig { get; init; }
}
