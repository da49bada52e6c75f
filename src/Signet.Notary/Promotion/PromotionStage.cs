namespace Signet.Notary.Promotion;

/// <summary>The stages of a promotion, in their order.</summary>
public enum PromotionStage
{
    /// <summary>Find out what the source names, and what the destination's tag names now.</summary>
    Resolve,

    /// <summary>Verify the graph at the source under the source's policy.</summary>
    VerifySource,

    /// <summary>Copy it by digest; no tag.</summary>
    Copy,

    /// <summary>See whether the source's tag still names it.</summary>
    LookAgain,

    /// <summary>Sign it with the destination's key.</summary>
    Stamp,

    /// <summary>Verify it at the destination, for the record.</summary>
    CheckStamp,

    /// <summary>Attach the record, and sign that.</summary>
    Record,

    /// <summary>Verify everything at the destination under the destination's policy.</summary>
    VerifyDestination,

    /// <summary>Move the destination's tag.</summary>
    MoveTag,
}
