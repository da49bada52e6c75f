namespace Signet.Notary.Graph;

/// <summary>
/// Which trusted signature vouches for a manifest. A signature of an index covers the digests of its entries, and of the
/// entries of indexes among them; nothing that refers to it or to them.
/// </summary>
[Flags]
public enum Coverage
{
    /// <summary>None does.</summary>
    None = 0,

    /// <summary>A signature of its own.</summary>
    OwnSignature = 1,

    /// <summary>The signature of an index that it is an entry of.</summary>
    IndexSignature = 2,
}
