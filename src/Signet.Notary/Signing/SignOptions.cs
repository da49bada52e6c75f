using Signet.Signatures;
using Signet.Signatures.Timestamping;

namespace Signet.Notary.Signing;

/// <summary>What to sign and how.</summary>
public sealed record SignOptions
{
    /// <summary>Tag or digest of the artifact in the signer's repository. A digest is safer: a tag can move.</summary>
    public required string Reference { get; init; }

    /// <summary>Envelope format: <see cref="NotaryMediaTypes.Jws"/> or <see cref="NotaryMediaTypes.Cose"/>.</summary>
    public string EnvelopeMediaType { get; init; } = NotaryMediaTypes.Jws;

    /// <summary>
    /// How long the signature counts, in whole seconds; zero for ever (signature-specification.md, "Signed Attributes").
    /// </summary>
    public TimeSpan Expiry { get; init; }

    /// <summary>
    /// Metadata to sign with the artifact: the annotations of the signed descriptor. Keys that start with
    /// <c>io.cncf.notary</c> are reserved.
    /// </summary>
    public IReadOnlyDictionary<string, string> UserMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Name and version of the signing program, stored unsigned; null for none.</summary>
    public string? SigningAgent { get; init; }

    /// <summary>
    /// Gets a timestamp over the signature, so that it counts after its certificates have expired; null for none. Without
    /// the timestamp nothing is signed.
    /// </summary>
    public TimestampClient? Timestamp { get; init; }

    internal EnvelopeOptions ForEnvelope() => new()
    {
        MediaType = EnvelopeMediaType,
        Expiry = Expiry,
        SigningAgent = SigningAgent,
        Timestamp = Timestamp,
    };
}
