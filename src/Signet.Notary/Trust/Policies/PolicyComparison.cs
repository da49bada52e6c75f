using Signet.Notary.Verification;

namespace Signet.Notary.Trust.Policies;

/// <summary>What becomes of one repository when a policy is replaced.</summary>
/// <param name="Repository">The repository path.</param>
/// <param name="Old">The decision of the old policy; null when nothing applies.</param>
/// <param name="New">The decision of the new policy; null when nothing applies.</param>
/// <param name="Changes">The differences that matter for verification; empty when there is none.</param>
public sealed record PolicyComparison(
    string Repository, PolicyDecision? Old, PolicyDecision? New, IReadOnlyList<PolicyChange> Changes)
{
    /// <summary>Compares what two policies say about a repository.</summary>
    /// <exception cref="FormatException"><paramref name="repository"/> is no repository path.</exception>
    public static PolicyComparison Of(TrustPolicyDocument old, TrustPolicyDocument @new, string repository)
    {
        ArgumentNullException.ThrowIfNull(old);
        ArgumentNullException.ThrowIfNull(@new);
        var (before, after) = (old.SelectStatement(repository), @new.SelectStatement(repository));
        var was = Describe(before?.Statement);
        var will = Describe(after?.Statement);
        return new(
            repository, before, after,
            [.. was.Zip(will).Where(p => p.First.Value != p.Second.Value)
                .Select(p => new PolicyChange(p.First.Name, p.First.Value, p.Second.Value))]);
    }

    /// <summary>All that a statement says, each under its name. Lists are compared as sets: their order means nothing.</summary>
    private static List<(string Name, string? Value)> Describe(TrustPolicyStatement? statement)
    {
        var level = statement?.Level;
        var requirements = statement?.Requirements;
        string? Action(VerificationType type) => level is null ? null : level[type] switch
        {
            VerificationAction.Enforce => "enforce",
            VerificationAction.Log => "log",
            _ => "skip",
        };
        return
        [
            ("statement", statement?.Name),
            ("level", level?.Name),
            ("integrity", Action(VerificationType.Integrity)),
            ("authenticity", Action(VerificationType.Authenticity)),
            ("authenticTimestamp", Action(VerificationType.AuthenticTimestamp)),
            ("expiry", Action(VerificationType.Expiry)),
            ("revocation", Action(VerificationType.Revocation)),
            ("verifyTimestamp", statement is null ? null : statement.VerifyTimestampAfterCertExpiry ? "afterCertExpiry" : "always"),
            ("trustStores", Set(statement?.TrustStores.Select(s => s.ToString()))),
            ("trustedIdentities", Set(statement?.TrustedIdentities)),
            ("requiredSignatures", requirements is { RequiredSignatures: > 1 and var number } ? $"{number}" : null),
            ("requiredUserMetadata", Set(requirements?.UserMetadata.Select(m => m.ToString()))),
            ("minimumKeySpecs", Set(requirements?.MinimumKeySpecs.Select(KeySpecNames.Of))),
            ("maximumSignatureAge", requirements?.MaximumAge is { } age ? SignatureAge.Format(age) : null),
            ("graph", Set(statement?.Graph.Describe())),
        ];
    }

    private static string? Set(IEnumerable<string>? items) =>
        items is null ? null : string.Join("; ", items.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) is { Length: > 0 } text ? text : null;
}
