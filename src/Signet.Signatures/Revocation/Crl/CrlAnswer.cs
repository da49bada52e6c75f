namespace Signet.Signatures.Revocation.Crl;

/// <summary>What a list, with its delta, says about one certificate.</summary>
internal sealed record CrlAnswer : RevocationAnswer
{
    /// <summary>The reasons this answer covers: a "good" for some of them only is half an answer.</summary>
    public CrlReasons CoveredReasons { get; init; } = CrlReasons.All;
}
