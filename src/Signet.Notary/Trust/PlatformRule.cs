namespace Signet.Notary.Trust;

/// <summary>What vouches for the platforms of an index.</summary>
public enum PlatformRule
{
    /// <summary><c>index</c>: the accepted signature of the index, which names their digests, or one of their own.</summary>
    Index,

    /// <summary><c>signed</c>: each must have a signature of its own that the statement accepts.</summary>
    Signed,
}
