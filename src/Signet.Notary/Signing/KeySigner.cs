using Signet.Signatures.Keys;

namespace Signet.Notary.Signing;

/// <summary>Makes envelopes here, with signatures of an <see cref="ISignatureProvider"/>.</summary>
public sealed class KeySigner : ISigner
{
    private readonly ISignatureProvider _provider;
    private readonly TimeProvider _time;

    /// <summary>A signer for one key.</summary>
    /// <param name="provider">Holder of the key.</param>
    /// <param name="timeProvider">Clock and local time zone of the signing time; null for the machine's.</param>
    public KeySigner(ISignatureProvider provider, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        _provider = provider;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public Task<ISigningSession> OpenAsync(
        SigningTarget target, EnvelopeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        return Task.FromResult<ISigningSession>(new KeySigningSession(_provider, options, _time));
    }
}
