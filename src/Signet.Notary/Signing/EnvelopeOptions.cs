using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Timestamping;

namespace Signet.Notary.Signing;

/// <summary>How an envelope is to be made, whatever it signs.</summary>
public sealed record EnvelopeOptions
{
    /// <summary>Envelope format: <see cref="NotaryMediaTypes.Jws"/> or <see cref="NotaryMediaTypes.Cose"/>.</summary>
    public string MediaType { get; init; } = NotaryMediaTypes.Jws;

    /// <summary>
    /// How long the signature counts, in whole seconds; zero for ever (signature-specification.md, "Signed Attributes").
    /// </summary>
    public TimeSpan Expiry { get; init; }

    /// <summary>
    /// Name and version of the signing program, stored unsigned; null for none. A plugin that signs bytes is named after it; one
    /// that makes whole envelopes writes what it likes.
    /// </summary>
    public string? SigningAgent { get; init; }

    /// <summary>Gets a timestamp over the signature; null for none. Without the timestamp nothing is signed.</summary>
    public TimestampClient? Timestamp { get; init; }

    /// <exception cref="SigningException">The expiry is negative, or not of whole seconds.</exception>
    internal void Check()
    {
        if (Expiry < TimeSpan.Zero)
        {
            throw new SigningException("expiry duration cannot be a negative value");
        }

        if (Expiry.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            throw new SigningException("expiry duration supports minimum granularity of seconds");
        }
    }
}
