namespace Signet.Notary.Trust.Policies;

/// <summary>A certificate at a point in time.</summary>
public enum CertificateState
{
    /// <summary>Within its validity, and for more than 30 days.</summary>
    Valid,

    /// <summary>Within its validity, and for 30 days at most.</summary>
    ExpiresSoon,

    /// <summary>Past its validity.</summary>
    Expired,

    /// <summary>Before its validity.</summary>
    NotYetValid,
}
