namespace Signet.Notary.Trust;

/// <summary>A policy document as written, before any rule was applied.</summary>
/// <param name="Version">Member <c>version</c>; empty when absent.</param>
/// <param name="Statements">Member <c>trustPolicies</c>.</param>
internal sealed record TrustPolicyForm(string Version, IReadOnlyList<TrustPolicyForm.Statement> Statements)
{
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
    }
}
