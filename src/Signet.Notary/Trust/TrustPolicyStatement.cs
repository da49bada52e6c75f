namespace Signet.Notary.Trust;

/// <summary>One statement of an OCI trust policy (trust-store-trust-policy.md, "Trust Policy Properties").</summary>
public sealed record TrustPolicyStatement
{
    /// <summary>Unique name.</summary>
    public required string Name { get; init; }

    /// <summary>Repositories it is for: <c>*</c> alone, or fully qualified repositories.</summary>
    public required IReadOnlyList<string> RegistryScopes { get; init; }

    /// <summary>Level with its overrides worked out.</summary>
    public required VerificationLevel Level { get; init; }

    /// <summary>
    /// True to use timestamps only when a signing certificate has expired (<c>afterCertExpiry</c>); false is
    /// <c>always</c>.
    /// </summary>
    public bool VerifyTimestampAfterCertExpiry { get; init; }

    /// <summary>Trust stores it searches.</summary>
    public IReadOnlyList<TrustStoreName> TrustStores { get; init; } = [];

    /// <summary>Identities it trusts, as written: <c>*</c>, <c>x509.subject: …</c>, or a plugin's prefix.</summary>
    public IReadOnlyList<string> TrustedIdentities { get; init; } = [];
}
