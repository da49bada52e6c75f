namespace Signet.Signatures.Revocation;

/// <summary>How a status was found out.</summary>
public enum RevocationMethod
{
    /// <summary>Nobody was asked.</summary>
    None,

    /// <summary>Online Certificate Status Protocol (RFC 6960).</summary>
    Ocsp,

    /// <summary>Certificate revocation lists (RFC 5280, section 5).</summary>
    Crl,

    /// <summary>OCSP gave no status, so the lists were asked.</summary>
    OcspThenCrl,
}
