namespace Signet.Notary.Trust;

/// <summary>The members of policy documents, as they are spelled.</summary>
internal static class TrustPolicyMembers
{
    public const string Version = "version";
    public const string Statements = "trustPolicies";
    public const string Name = "name";
    public const string RegistryScopes = "registryScopes";
    public const string GlobalPolicy = "globalPolicy";
    public const string Verification = "signatureVerification";
    public const string Level = "level";
    public const string Override = "override";
    public const string VerifyTimestamp = "verifyTimestamp";
    public const string TrustStores = "trustStores";
    public const string TrustedIdentities = "trustedIdentities";

    public const string ExcludedScopes = "excludedScopes";
    public const string RequiredSignatures = "requiredSignatures";
    public const string RequiredUserMetadata = "requiredUserMetadata";
    public const string MinimumKeySpecs = "minimumKeySpecs";
    public const string MaximumSignatureAge = "maximumSignatureAge";
    public const string Graph = "graph";
    public const string GraphPlatforms = "platforms";
    public const string GraphReferrers = "referrers";

    /// <summary>The entry of <see cref="GraphReferrers"/> for types that no other entry is for.</summary>
    public const string GraphDefault = "default";

    /// <summary>Those of version <c>signet/1.0</c> alone.</summary>
    public static readonly string[] Superset =
        [ExcludedScopes, RequiredSignatures, RequiredUserMetadata, MinimumKeySpecs, MaximumSignatureAge, Graph];

    /// <summary>
    /// Those of a statement. A blob has no scopes, and nothing refers to it.
    /// </summary>
    public static string[] OfStatement(TrustPolicyKind kind) => kind == TrustPolicyKind.Oci
        ? [Name, RegistryScopes, Verification, TrustStores, TrustedIdentities, .. Superset]
        : [
            Name, GlobalPolicy, Verification, TrustStores, TrustedIdentities, RequiredSignatures, RequiredUserMetadata,
            MinimumKeySpecs, MaximumSignatureAge,
        ];
}
