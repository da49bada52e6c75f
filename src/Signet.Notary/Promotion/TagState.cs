namespace Signet.Notary.Promotion;

/// <summary>What is known about the destination's tag when a promotion has ended.</summary>
public enum TagState
{
    /// <summary>This promotion has not moved it.</summary>
    NotMoved,

    /// <summary>This promotion moved it.</summary>
    Moved,

    /// <summary>It named the artifact before.</summary>
    AlreadyThere,

    /// <summary>The request to move it was sent, and nobody could be asked whether it took effect. What it would name was verified.</summary>
    Unknown,
}
