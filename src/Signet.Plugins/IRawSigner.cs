using Signet.Plugins.Messages;

namespace Signet.Plugins;

/// <summary>Signs bytes with keys it holds (<see cref="PluginCapability.RawSignatureGenerator"/>).</summary>
public interface IRawSigner : IKeyDescriber
{
    /// <summary>Signs the payload, which is not hashed yet, and returns the chain, leaf first, root last.</summary>
    /// <exception cref="PluginException">It could not be signed.</exception>
    Task<GenerateSignatureResponse> GenerateSignatureAsync(
        GenerateSignatureRequest request, CancellationToken cancellationToken);
}
