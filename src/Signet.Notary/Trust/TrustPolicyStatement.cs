namespace Signet.Notary.Trust;

/// <summary>One statement of a trust policy (trust-store-trust-policy.md, "Trust Policy Properties").</summary>
public sealed record TrustPolicyStatement
{
    /// <summary>Unique name.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// What it is for: <c>*</c> alone, or repositories, registries (<c>host</c>) and, in version <c>signet/1.0</c>,
    /// prefixes (<c>host/team/*</c>). Empty in a policy for blobs.
    /// </summary>
    public IReadOnlyList<string> RegistryScopes { get; init; } = [];

    /// <summary>What it is not for, though a scope covers it; the next less specific statement is asked then.</summary>
    public IReadOnlyList<string> ExcludedScopes { get; init; } = [];

    /// <summary>In a policy for blobs: it applies when no statement is asked for by name.</summary>
    public bool IsGlobal { get; init; }

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

    /// <summary>What it asks of signatures beyond the standard; nothing in a document of version 1.0.</summary>
    public SignatureRequirements Requirements { get; init; } = SignatureRequirements.None;

    /// <summary>Which parts of a graph must be signed themselves, where a whole graph is verified.</summary>
    public GraphRequirements Graph { get; init; } = GraphRequirements.Standard;
}
