using Signet.Notary.Graph;
using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Promotion;

/// <summary>What a record says about one end.</summary>
public sealed record PromotionRecordSide
{
    /// <summary>Repository with tag or digest; of a layout its scope.</summary>
    public required string Reference { get; init; }

    /// <summary>The environment; null for none.</summary>
    public string? Environment { get; init; }

    /// <summary>Digest of the policy file.</summary>
    public required Digest Policy { get; init; }

    /// <summary>Name of the statement that decided; null when none applied.</summary>
    public string? Statement { get; init; }

    /// <summary>Its level.</summary>
    public string? Level { get; init; }

    /// <summary>
    /// The verdict about each part: artifact, platforms, reports. Signatures are evidence, and stay beside the artifact; records
    /// of promotions are left out, so that one does not change what the next one says.
    /// </summary>
    public required IReadOnlyList<GraphNodeVerdict> Parts { get; init; }

    internal static PromotionRecordSide Of(PromotionSide side, GraphVerdict verdict) => new()
    {
        Reference = side.Recorded,
        Environment = side.Environment,
        Policy = Digest.Sha256(side.Policy.SourceBytes.Span),
        Statement = verdict.Policy?.Statement.Name,
        Level = verdict.Policy?.Statement.Level.Name,
        Parts = [.. verdict.Nodes.Where(n => n.Role != GraphRole.Signature && !PromotionRecord.Is(n))],
    };

    /// <summary>The most severe verdict about what is required.</summary>
    internal VerdictKind Verdict => Parts.Where(p => p.IsRequired).Select(p => p.Kind).DefaultIfEmpty(VerdictKind.Undetermined).Max();
}
