using System.Collections.ObjectModel;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Keys;
using Signet.Signatures.Timestamping;

namespace Signet.Notary.Signing;

/// <summary>Makes one envelope: attributes, signature, timestamp, and a look at the result.</summary>
internal sealed class KeySigningSession(ISignatureProvider provider, EnvelopeOptions options, TimeProvider time)
    : ISigningSession
{
    public KeySpec? KeySpec => provider.KeySpec;

    public async Task<SignedEnvelope> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        // JWS keeps the offset, and notation writes the local one.
        var now = time.GetLocalNow();
        var signingTime = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond));
        var request = new EnvelopeRequest
        {
            Payload = payload,
            SigningTime = signingTime,
            Expiry = options.Expiry == TimeSpan.Zero ? null : signingTime + options.Expiry,
            SigningAgent = options.SigningAgent,
            Timestamp = options.Timestamp is { } client
                ? async (signature, token) => await TimestampAsync(client, signature, token)
                : null,
        };
        var envelope = await SignatureEnvelope.SignAsync(options.MediaType, request, provider, cancellationToken);
        return new(envelope, Check(envelope, payload.Span), ReadOnlyDictionary<string, string>.Empty);
    }

    /// <summary>What leaves this machine is what a verifier will read, not what was meant to be written.</summary>
    private EnvelopeContent Check(byte[] envelope, ReadOnlySpan<byte> payload)
    {
        var check = SignatureEnvelope.Verify(options.MediaType, envelope);
        if (!check.IsValid)
        {
            throw new SigningException($"generated signature failed verification: {check.Fault.Message}", check.Fault);
        }

        return check.Content.ContentType == NotaryMediaTypes.Payload && check.Content.Payload.Span.SequenceEqual(payload)
            ? check.Content
            : throw new SigningException("generated signature failed verification: it signs another payload");
    }

    /// <summary>The imprint's hash is that of the key (signature-specification.md, "Timestamp countersignature").</summary>
    private async Task<byte[]> TimestampAsync(
        TimestampClient client, ReadOnlyMemory<byte> signature, CancellationToken cancellationToken)
    {
        var token = await client.RequestAsync(signature, SignatureAlgorithm.Of(provider.KeySpec).Hash, cancellationToken);
        return token.Encoded.ToArray();
    }
}
