namespace Signet.Signatures.Revocation;

/// <summary>What a response of OCSP, or a list, says about one certificate.</summary>
internal abstract record RevocationAnswer
{
    /// <summary>Good, revoked or unknown.</summary>
    public required RevocationStatus Status { get; init; }

    /// <summary>Why it is unknown.</summary>
    public RevocationFailure? Failure { get; init; }

    /// <summary>One sentence, no trailing dot.</summary>
    public required string Message { get; init; }

    /// <summary>thisUpdate of the single response, or of the newest list used.</summary>
    public DateTimeOffset? ThisUpdate { get; init; }

    /// <summary>nextUpdate of the single response, or the earlier one of list and delta.</summary>
    public DateTimeOffset? NextUpdate { get; init; }

    /// <summary>The revocation, when there is one.</summary>
    public RevocationEvent? Revocation { get; init; }

    /// <summary>The entry of a report that tells of this answer.</summary>
    public RevocationSource ToSource(RevocationMethod method, string address, RevocationOrigin origin) => new()
    {
        Method = method,
        Address = address,
        Status = Status,
        Failure = Failure,
        Message = Message,
        Origin = origin,
        ThisUpdate = ThisUpdate,
        NextUpdate = NextUpdate,
        Revocation = Revocation,
    };
}
