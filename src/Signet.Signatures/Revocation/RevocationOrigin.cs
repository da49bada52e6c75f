namespace Signet.Signatures.Revocation;

/// <summary>Where an answer was taken from.</summary>
public enum RevocationOrigin
{
    /// <summary>Asked just now.</summary>
    Network,

    /// <summary>Kept in this process.</summary>
    Memory,

    /// <summary>Kept on disk.</summary>
    Disk,

    /// <summary>Brought along in a revocation bundle.</summary>
    Bundle,
}
