namespace Signet.Signatures.Revocation.Crl;

/// <summary>Reasons that a list covers (ReasonFlags, RFC 5280 §4.2.1.13); bit n of the bit string is <c>1 &lt;&lt; n</c>.</summary>
[Flags]
internal enum CrlReasons
{
    None = 0,
    KeyCompromise = 1 << 1,
    AuthorityCompromise = 1 << 2,
    AffiliationChanged = 1 << 3,
    Superseded = 1 << 4,
    CessationOfOperation = 1 << 5,
    CertificateHold = 1 << 6,
    PrivilegeWithdrawn = 1 << 7,
    AttributeAuthorityCompromise = 1 << 8,
    All = KeyCompromise | AuthorityCompromise | AffiliationChanged | Superseded | CessationOfOperation | CertificateHold
        | PrivilegeWithdrawn | AttributeAuthorityCompromise,
}
