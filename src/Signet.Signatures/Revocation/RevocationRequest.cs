namespace Signet.Signatures.Revocation;

/// <summary>One request to a responder or for a list.</summary>
public sealed record RevocationRequest
{
    /// <summary>Where to; for an OCSP request by GET with the request in it.</summary>
    public required string Address { get; init; }

    /// <summary>How messages name the server; null for <see cref="Address"/>, which can be long and say nothing to a reader.</summary>
    public string? Server { get; init; }

    /// <summary>The body of a POST, DER; null for a GET.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Media type of <see cref="Body"/>.</summary>
    public string? BodyMediaType { get; init; }

    /// <summary>Most bytes of the answer.</summary>
    public required int MaxBytes { get; init; }

    /// <summary>Time for the whole exchange, redirects and body included.</summary>
    public required TimeSpan Timeout { get; init; }
}
