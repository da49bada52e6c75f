namespace Signet.Plugins.Messages;

/// <summary>Request of <c>describe-key</c>.</summary>
public sealed record DescribeKeyRequest : PluginRequest
{
    /// <summary>The key, in the plugin's own terms.</summary>
    public string KeyId { get; init; } = "";
}
