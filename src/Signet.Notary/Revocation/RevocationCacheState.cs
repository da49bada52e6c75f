namespace Signet.Notary.Revocation;

/// <summary>Of what use an entry of the cache is.</summary>
public enum RevocationCacheState
{
    /// <summary>It is used until its nextUpdate, provided that it holds when it is verified.</summary>
    Fresh,

    /// <summary>It is past its nextUpdate and is fetched anew when it is needed.</summary>
    Expired,

    /// <summary>It cannot be used: damaged, too large, or writable by everybody.</summary>
    Unreadable,
}
