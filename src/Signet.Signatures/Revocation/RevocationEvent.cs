namespace Signet.Signatures.Revocation;

/// <summary>A revocation, as the source tells it.</summary>
/// <param name="RevokedAt">When the issuer revoked the certificate.</param>
/// <param name="Reason">The reason (RFC 5280, section 5.3.1), for example <c>keyCompromise</c>; null when none is given.</param>
/// <param name="InvalidityDate">From when on the key must not be trusted (RFC 5280, section 5.3.2); null when not given.</param>
public sealed record RevocationEvent(DateTimeOffset RevokedAt, string? Reason, DateTimeOffset? InvalidityDate);
