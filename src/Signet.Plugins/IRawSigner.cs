using Signet.Plugins.Messages;

namespace Signet.Plugins;

/// <summary>Signs bytes with keys it holds (<see cref="PluginCapability.RawSignatureGenerator"/>).</summary>
public interface IRawSigner : IPlugin
{
    /// <summary>The kind of a key.</summary>
    /// <exception cref="PluginException">There is no such key, or it cannot be used.</exception>
    Task<DescribeKeyResponse> DescribeKeyAsync(DescribeKeyRequest request, CancellationToken cancellationToken);

    /// <summary>Signs the payload, which is not hashed yet, and returns the chain, leaf first, root last.</summary>
    /// <exception cref="PluginException">It could not be signed.</exception>
    Task<GenerateSignatureResponse> GenerateSignatureAsync(
        GenerateSignatureRequest request, CancellationToken cancellationToken);
}
