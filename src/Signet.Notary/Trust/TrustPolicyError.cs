namespace Signet.Notary.Trust;

/// <summary>Why there is no trust policy to verify by.</summary>
public enum TrustPolicyError
{
    /// <summary>There is no policy file.</summary>
    Missing,

    /// <summary>A directory or a symbolic link is in the file's place.</summary>
    NotRegular,

    /// <summary>The file cannot be read.</summary>
    Unreadable,

    /// <summary>Every user of the machine may write the file or its directory.</summary>
    Unsafe,

    /// <summary>It is no JSON document of the form of a policy.</summary>
    Malformed,

    /// <summary>It breaks rules of the specification.</summary>
    Invalid,
}
