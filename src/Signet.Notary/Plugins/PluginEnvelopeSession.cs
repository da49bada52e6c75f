using Signet.Notary.Signing;
using Signet.Signatures;

namespace Signet.Notary.Plugins;

/// <summary>One envelope that a plugin makes as a whole.</summary>
internal sealed class PluginEnvelopeSession(PluginEnvelopeSigner signer, EnvelopeOptions options) : ISigningSession
{
    public KeySpec? KeySpec => signer.KeySpec;

    public Task<SignedEnvelope> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
        signer.SignAsync(
            new() { Payload = payload, EnvelopeMediaType = options.MediaType, Expiry = options.Expiry }, cancellationToken);
}
