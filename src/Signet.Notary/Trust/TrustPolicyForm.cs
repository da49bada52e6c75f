namespace Signet.Notary.Trust;

/// <summary>A policy document as written, before any rule was applied.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Version">Member <c>version</c>; empty when absent.</param>
/// <param name="Statements">Member <c>trustPolicies</c>.</param>
internal sealed record TrustPolicyForm(TrustPolicyKind Kind, string Version, IReadOnlyList<TrustPolicyForm.Statement> Statements)
{
    /// <summary>True for Signet's own version.</summary>
    public bool IsSuperset => Version == TrustPolicyVersions.Signet;

    /// <summary>How <c>notation</c> calls the document in its messages.</summary>
    public string Title => Kind == TrustPolicyKind.Oci ? "oci trust policy" : "blob trust policy";

    /// <summary>A statement as written; what is absent is empty.</summary>
    public sealed record Statement
    {
        public required string Name { get; init; }

        public required string Level { get; init; }

        public required IReadOnlyList<KeyValuePair<string, string>> Override { get; init; }

        public required string VerifyTimestamp { get; init; }

        public required IReadOnlyList<string> TrustStores { get; init; }

        public required IReadOnlyList<string> TrustedIdentities { get; init; }

        public required IReadOnlyList<string> RegistryScopes { get; init; }

        /// <summary>Member <c>globalPolicy</c> of a blob policy.</summary>
        public required bool IsGlobal { get; init; }

        /// <summary>Members that only version <c>signet/1.0</c> has and that are there.</summary>
        public required IReadOnlyList<string> SupersetMembers { get; init; }

        public required IReadOnlyList<string> ExcludedScopes { get; init; }

        public required long? RequiredSignatures { get; init; }

        public required IReadOnlyList<string> RequiredUserMetadata { get; init; }

        public required IReadOnlyList<string> MinimumKeySpecs { get; init; }

        public required string? MaximumSignatureAge { get; init; }

        /// <summary>Member <c>graph</c>; null when it is not there.</summary>
        public required GraphForm? Graph { get; init; }
    }

    /// <summary>The member <c>graph</c> as written.</summary>
    /// <param name="Platforms">Member <c>platforms</c>; null when absent.</param>
    /// <param name="Referrers">Member <c>referrers</c>.</param>
    public sealed record GraphForm(string? Platforms, IReadOnlyList<KeyValuePair<string, string>> Referrers);
}
