namespace Signet.Signatures.Revocation;

/// <summary>What is known about the revocation of a certificate, from mild to severe.</summary>
public enum RevocationStatus
{
    /// <summary>A responder or a list that may speak for the issuer says that the certificate is not revoked.</summary>
    Good,

    /// <summary>
    /// The certificate names neither a responder nor a list, or is a root: it counts as not revoked
    /// (trust-store-trust-policy.md, "Certificate Revocation Evaluation").
    /// </summary>
    NotRevocable,

    /// <summary>It could not be found out.</summary>
    Unknown,

    /// <summary>The certificate is revoked.</summary>
    Revoked,
}
