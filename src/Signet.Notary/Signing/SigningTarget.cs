namespace Signet.Notary.Signing;

/// <summary>What a signature is for.</summary>
public enum SigningTarget
{
    /// <summary>A manifest in a repository: its digest is known before the key is.</summary>
    Artifact,

    /// <summary>A blob: the kind of the key decides the algorithm of its digest.</summary>
    Blob,
}
