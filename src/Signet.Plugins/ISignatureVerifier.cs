using Signet.Plugins.Messages;

namespace Signet.Plugins;

/// <summary>Takes part in verification.</summary>
public interface ISignatureVerifier : IPlugin
{
    /// <summary>
    /// What it decides: <see cref="PluginCapability.TrustedIdentityVerifier"/>,
    /// <see cref="PluginCapability.RevocationVerifier"/>, or both.
    /// </summary>
    IReadOnlyList<string> VerifierCapabilities { get; }

    /// <summary>Decides what the request asks for, and names the attributes it processed.</summary>
    /// <exception cref="PluginException">It could not be decided.</exception>
    Task<VerifySignatureResponse> VerifySignatureAsync(
        VerifySignatureRequest request, CancellationToken cancellationToken);
}
