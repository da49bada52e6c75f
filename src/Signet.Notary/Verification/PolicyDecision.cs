using Signet.Notary.Trust;

namespace Signet.Notary.Verification;

/// <summary>Which policy statement decided, and why that one.</summary>
public sealed record PolicyDecision
{
    /// <summary>Path of the policy file, or how the caller supplied it.</summary>
    public required string Source { get; init; }

    /// <summary>The statement.</summary>
    public required TrustPolicyStatement Statement { get; init; }

    /// <summary>The scope that matched: the repository itself or <c>*</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>The repository path the scopes were compared with.</summary>
    public required string Repository { get; init; }

    /// <summary>One sentence that says why this statement applies.</summary>
    public required string Reason { get; init; }
}
