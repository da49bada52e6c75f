using Signet.Oci;

namespace Signet.Notary.Verification;

/// <summary>
/// The outcome of verifying one artifact. It is data: text, JSON, exit code and HTTP status are all made from it, in one
/// place each.
/// </summary>
public sealed record Verdict
{
    /// <summary>The outcome.</summary>
    public required VerdictKind Kind { get; init; }

    /// <summary>The reference as the caller gave it.</summary>
    public required string Reference { get; init; }

    /// <summary><c>name@digest</c> once resolved; else null.</summary>
    public string? ResolvedReference { get; init; }

    /// <summary>The artifact once resolved; else null.</summary>
    public Descriptor? Artifact { get; init; }

    /// <summary>The policy statement that applied; null when none did.</summary>
    public PolicyDecision? Policy { get; init; }

    /// <summary>Checks about the artifact as a whole.</summary>
    public IReadOnlyList<Check> Checks { get; init; } = [];

    /// <summary>Every signature that was looked at, in the order of the listing.</summary>
    public IReadOnlyList<SignatureVerdict> Signatures { get; init; } = [];

    /// <summary>The signature the verdict rests on, when trusted.</summary>
    public SignatureVerdict? TrustedSignature { get; init; }

    /// <summary>Signed user metadata of <see cref="TrustedSignature"/>; empty when there is none.</summary>
    public IReadOnlyDictionary<string, string> UserMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>The line <c>notation</c> prints for this outcome, without <c>Error: </c>.</summary>
    public required string Summary { get; init; }

    /// <summary>When the verdict was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>True when the artifact may be used: <see cref="VerdictKind.Trusted"/> or
    /// <see cref="VerdictKind.Skipped"/>.</summary>
    public bool IsAccepted => Kind is VerdictKind.Trusted or VerdictKind.Skipped;

    /// <summary>Candidates that could not be fetched or parsed.</summary>
    public int IgnoredCount => Signatures.Count(s => s.IsIgnored);
}
