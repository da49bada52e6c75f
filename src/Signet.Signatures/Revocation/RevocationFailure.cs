namespace Signet.Signatures.Revocation;

/// <summary>Why one source gave no status.</summary>
public enum RevocationFailure
{
    /// <summary>No connection, an answer that is not status 200, or a responder that says it cannot answer.</summary>
    Unreachable,

    /// <summary>No whole answer within the time limit.</summary>
    TimedOut,

    /// <summary>The answer is larger than its limit.</summary>
    TooLarge,

    /// <summary>The address is one that is not asked: no HTTP, link-local, a redirect elsewhere.</summary>
    AddressRefused,

    /// <summary>The answer is malformed, or uses what is not supported.</summary>
    Malformed,

    /// <summary>The answer is not signed by somebody who may speak for the issuer, or is about another certificate.</summary>
    NotAuthentic,

    /// <summary>The answer is past its nextUpdate, has none, or is from the future.</summary>
    Stale,

    /// <summary>The responder itself says that it does not know the certificate.</summary>
    StatusUnknown,

    /// <summary>Network access is off, and no cache and no bundle has a usable answer.</summary>
    Offline,

    /// <summary>The lists that answered do not cover all reasons for a revocation.</summary>
    Incomplete,
}
