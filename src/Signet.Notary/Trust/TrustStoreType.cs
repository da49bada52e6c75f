namespace Signet.Notary.Trust;

/// <summary>Types of trust store (trust-store-trust-policy.md, "Trust Store").</summary>
public enum TrustStoreType
{
    /// <summary><c>ca</c>: roots for the scheme <c>notary.x509</c>.</summary>
    Ca,

    /// <summary><c>signingAuthority</c>: roots for the scheme <c>notary.x509.signingAuthority</c>.</summary>
    SigningAuthority,

    /// <summary><c>tsa</c>: roots of timestamping authorities.</summary>
    Tsa,
}
