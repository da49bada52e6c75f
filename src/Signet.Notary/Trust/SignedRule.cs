namespace Signet.Notary.Trust;

/// <summary>Whether what refers to an artifact must be signed itself.</summary>
public enum SignedRule
{
    /// <summary><c>signed</c>: it must have a signature of its own that the statement accepts.</summary>
    Signed,

    /// <summary><c>optional</c>: it is verified and told, and decides nothing.</summary>
    Optional,
}
