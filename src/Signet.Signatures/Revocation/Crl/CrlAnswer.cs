namespace Signet.Signatures.Revocation.Crl;

/// <summary>What a list, with its delta, says about one certificate.</summary>
internal sealed record CrlAnswer
{
    /// <summary>Good, revoked or unknown.</summary>
    public required RevocationStatus Status { get; init; }

    /// <summary>Why it is unknown.</summary>
    public RevocationFailure? Failure { get; init; }

    /// <summary>One sentence, no trailing dot.</summary>
    public required string Message { get; init; }

    /// <summary>thisUpdate of the newest list used.</summary>
    public DateTimeOffset? ThisUpdate { get; init; }

    /// <summary>The earlier nextUpdate of list and delta.</summary>
    public DateTimeOffset? NextUpdate { get; init; }

    /// <summary>The entry, when there is one.</summary>
    public RevocationEvent? Revocation { get; init; }

    /// <summary>The reasons this answer covers: a "good" for some of them only is half an answer.</summary>
    public CrlReasons CoveredReasons { get; init; } = CrlReasons.All;
}
