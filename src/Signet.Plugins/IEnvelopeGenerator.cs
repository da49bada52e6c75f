using Signet.Plugins.Messages;

namespace Signet.Plugins;

/// <summary>Makes whole envelopes (<see cref="PluginCapability.EnvelopeGenerator"/>).</summary>
public interface IEnvelopeGenerator : IPlugin
{
    /// <summary>Signs the payload and wraps it.</summary>
    /// <exception cref="PluginException">It could not be signed.</exception>
    Task<GenerateEnvelopeResponse> GenerateEnvelopeAsync(
        GenerateEnvelopeRequest request, CancellationToken cancellationToken);
}
