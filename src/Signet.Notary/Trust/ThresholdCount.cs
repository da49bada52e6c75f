namespace Signet.Notary.Trust;

/// <summary>How many distinct signers signed.</summary>
/// <param name="Required">Signatures the statement requires.</param>
/// <param name="Counted">Those that count, each with its signer, in the order they were given.</param>
/// <param name="Total">Signatures that were given.</param>
public sealed record ThresholdCount(int Required, IReadOnlyList<CountedSignature> Counted, int Total)
{
    /// <summary>True when there are enough.</summary>
    public bool IsMet => Counted.Count >= Required;

    /// <summary>The count in a sentence.</summary>
    public string Message
    {
        get
        {
            var signers = Counted.Count switch
            {
                0 => "none by a trusted identity",
                1 => $"by one trusted identity ({Counted[0].Identity})",
                var n => $"by {n} distinct trusted identities ({string.Join("; ", Counted.Select(c => c.Identity))})",
            };
            return $"the policy requires {Required} {(Required == 1 ? "signature" : "signatures by distinct trusted identities")}; "
                + $"{Total} {(Total == 1 ? "signature holds" : "signatures hold")}, {signers}";
        }
    }
}
