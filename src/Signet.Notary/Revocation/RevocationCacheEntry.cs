namespace Signet.Notary.Revocation;

/// <summary>One entry of the cache, as <see cref="RevocationFileCache.ListAsync"/> finds it. Nothing of it is verified.</summary>
public sealed record RevocationCacheEntry
{
    /// <summary>What it holds.</summary>
    public required RevocationCacheKind Kind { get; init; }

    /// <summary>Full path of its file.</summary>
    public required string File { get; init; }

    /// <summary>Bytes of its file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Of what use it is.</summary>
    public required RevocationCacheState State { get; init; }

    /// <summary>Who made the list; null for OCSP responses and unreadable entries. Escape it where it is shown.</summary>
    public string? Issuer { get; init; }

    /// <summary>
    /// The responder's address; null for unreadable entries and for lists, whose file has only a hash of it. Escape it
    /// where it is shown.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>When the answer was known to be right; null for unreadable entries.</summary>
    public DateTimeOffset? ThisUpdate { get; init; }

    /// <summary>Until when it may be used; null when it does not say.</summary>
    public DateTimeOffset? NextUpdate { get; init; }

    /// <summary>Why it is unreadable; null when it is not.</summary>
    public string? Fault { get; init; }
}
