namespace Signet.Signatures.Revocation;

/// <summary>What one responder or one list said about one certificate.</summary>
public sealed record RevocationSource
{
    /// <summary><see cref="RevocationMethod.Ocsp"/> or <see cref="RevocationMethod.Crl"/>.</summary>
    public required RevocationMethod Method { get; init; }

    /// <summary>The address from the certificate; comes from whoever made it, and is escaped where it is shown.</summary>
    public required string Address { get; init; }

    /// <summary>The status it gave.</summary>
    public required RevocationStatus Status { get; init; }

    /// <summary>Why it gave none; null when <see cref="Status"/> is good or revoked.</summary>
    public RevocationFailure? Failure { get; init; }

    /// <summary>What was found, one sentence, no trailing dot.</summary>
    public required string Message { get; init; }

    /// <summary>Where the answer was taken from.</summary>
    public RevocationOrigin Origin { get; init; }

    /// <summary>When the answer was known to be right; null without an answer.</summary>
    public DateTimeOffset? ThisUpdate { get; init; }

    /// <summary>Until when it may be used; null without an answer.</summary>
    public DateTimeOffset? NextUpdate { get; init; }

    /// <summary>The revocation, also one that did not count because of its invalidity date; null when there is none.</summary>
    public RevocationEvent? Revocation { get; init; }
}
