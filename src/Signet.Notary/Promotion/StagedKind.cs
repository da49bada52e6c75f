namespace Signet.Notary.Promotion;

/// <summary>What a promotion stored at the destination.</summary>
public enum StagedKind
{
    /// <summary>The artifact.</summary>
    Artifact,

    /// <summary>An index.</summary>
    Index,

    /// <summary>An entry of an index.</summary>
    Platform,

    /// <summary>What refers to something and is no signature.</summary>
    Report,

    /// <summary>A signature that was copied.</summary>
    Signature,

    /// <summary>A signature by the destination's key.</summary>
    Stamp,

    /// <summary>A record of a promotion.</summary>
    Record,
}
