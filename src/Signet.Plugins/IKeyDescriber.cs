using Signet.Plugins.Messages;

namespace Signet.Plugins;

/// <summary>Says what kind a key is, which hosts ask before they have something signed.</summary>
public interface IKeyDescriber : IPlugin
{
    /// <summary>The kind of a key.</summary>
    /// <exception cref="PluginException">There is no such key, or it cannot be used.</exception>
    Task<DescribeKeyResponse> DescribeKeyAsync(DescribeKeyRequest request, CancellationToken cancellationToken);
}
