namespace Signet.Signatures;

/// <summary>The signing schemes of the Notary Project (signing-scheme.md).</summary>
public enum SigningScheme
{
    /// <summary><c>notary.x509</c>: the signing time is the signer's own claim.</summary>
    X509,

    /// <summary><c>notary.x509.signingAuthority</c>: the signing time is vouched for by the signing authority.</summary>
    X509SigningAuthority,
}
