namespace Signet.Notary.Trust;

/// <summary>What a policy can enforce, log or skip (trust-store-trust-policy.md, "Signature Verification").</summary>
public enum VerificationType
{
    /// <summary><c>integrity</c>: the envelope holds; can be neither logged nor skipped.</summary>
    Integrity,

    /// <summary><c>authenticity</c>: the certificate chain and the signer's identity are trusted.</summary>
    Authenticity,

    /// <summary><c>authenticTimestamp</c>: the certificates were valid when the signature was made.</summary>
    AuthenticTimestamp,

    /// <summary><c>expiry</c>: the signature has not expired.</summary>
    Expiry,

    /// <summary><c>revocation</c>: no certificate is revoked.</summary>
    Revocation,
}
