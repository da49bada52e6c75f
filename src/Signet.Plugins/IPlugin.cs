using Signet.Plugins.Messages;

namespace Signet.Plugins;

/// <summary>
/// A plugin. What it can do is said by the further interfaces it implements: <see cref="IRawSigner"/>,
/// <see cref="IEnvelopeGenerator"/>, <see cref="ISignatureVerifier"/>.
/// </summary>
public interface IPlugin
{
    /// <summary>
    /// Name, version and the rest. Capabilities that follow from the interfaces are added by the host and need not be
    /// listed.
    /// </summary>
    PluginMetadata Metadata { get; }
}
