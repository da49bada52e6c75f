using Signet.Signatures.Envelopes;

namespace Signet.Notary.Signing;

/// <summary>
/// A signing key, wherever it is held, that makes envelopes: <see cref="KeySigner"/> with a key of this process,
/// <see cref="Plugins.PluginSigner"/> with one that a plugin holds.
/// </summary>
public interface ISigner
{
    /// <summary>
    /// Begins one signature: finds out whether and how it can be made. It needs no payload, so it can run while that is
    /// still looked for, and it tells the kind of the key that the digest of a blob depends on.
    /// </summary>
    /// <param name="target">What the signature is for.</param>
    /// <param name="options">How the envelope is to be made.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SigningException">The options break a rule.</exception>
    /// <exception cref="Plugins.PluginCallException">The plugin that holds the key cannot do this.</exception>
    Task<ISigningSession> OpenAsync(
        SigningTarget target, EnvelopeOptions options, CancellationToken cancellationToken = default);
}
