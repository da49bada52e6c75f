namespace Signet.Signatures.Envelopes;

/// <summary>What is to be signed, and with which attributes (signature-specification.md, "Signed Attributes").</summary>
public sealed record EnvelopeRequest
{
    /// <summary>The payload's bytes, signed as they are.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Media type of the payload.</summary>
    public string ContentType { get; init; } = NotaryMediaTypes.Payload;

    /// <summary>Signing scheme.</summary>
    public SigningScheme Scheme { get; init; } = SigningScheme.X509;

    /// <summary>
    /// Signing time; in the signing-authority scheme the authentic signing time. Truncated to whole seconds. JWS keeps
    /// its UTC offset.
    /// </summary>
    public required DateTimeOffset SigningTime { get; init; }

    /// <summary>Time after which the signature no longer counts; null for never. Truncated to whole seconds.</summary>
    public DateTimeOffset? Expiry { get; init; }

    /// <summary>Further signed attributes, in the order they are to be marked critical.</summary>
    public IReadOnlyList<SignedAttribute> ExtendedAttributes { get; init; } = [];

    /// <summary>Name and version of the signing program, stored unsigned; null for none.</summary>
    public string? SigningAgent { get; init; }

    /// <summary>
    /// Called with the primitive signature, returns the DER timestamp token to store unsigned; null for no timestamp.
    /// </summary>
    public Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<byte[]>>? Timestamp { get; init; }
}
