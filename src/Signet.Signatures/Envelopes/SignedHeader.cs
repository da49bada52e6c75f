namespace Signet.Signatures.Envelopes;

/// <summary>
/// The signed header of either format, decoded but not yet held to the rules the formats share
/// (<see cref="HeaderRules"/>).
/// </summary>
internal sealed class SignedHeader
{
    public required SignatureAlgorithm Algorithm { get; init; }

    public required string ContentType { get; init; }

    public required string? Scheme { get; init; }

    public DateTimeOffset? SigningTime { get; init; }

    public DateTimeOffset? AuthenticSigningTime { get; init; }

    public DateTimeOffset? Expiry { get; init; }

    /// <summary>The entries of <c>crit</c>, in their order.</summary>
    public required IReadOnlyList<CriticalName> Critical { get; init; }

    /// <summary>Attributes beyond those, in their order; <c>IsCritical</c> is not set yet.</summary>
    public required IReadOnlyList<SignedAttribute> Extended { get; init; }
}
