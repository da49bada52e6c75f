namespace Signet.Notary.Revocation;

/// <summary>What an entry of the cache holds.</summary>
public enum RevocationCacheKind
{
    /// <summary>A revocation list, and perhaps its delta.</summary>
    Crl,

    /// <summary>An OCSP response.</summary>
    Ocsp,
}
