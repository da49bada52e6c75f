using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Timestamping;

namespace Signet.Notary.Signing;

/// <summary>One signature that an <see cref="ISigner"/> is about to make.</summary>
public interface ISigningSession
{
    /// <summary>
    /// The kind of the key; always known for blobs. Null for an artifact that a plugin makes the whole envelope for, because
    /// such a plugin need not be able to tell.
    /// </summary>
    KeySpec? KeySpec { get; }

    /// <summary>Has the envelope made, and verifies it before it is handed out.</summary>
    /// <param name="payload">The payload: JSON with the target artifact and its metadata.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SigningException">The key's holder made no valid signature.</exception>
    /// <exception cref="TimestampException">There is no good timestamp.</exception>
    /// <exception cref="Plugins.PluginCallException">The plugin failed, or what it made does not hold.</exception>
    Task<SignedEnvelope> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default);
}
