namespace Signet.Notary.Configuration;

/// <summary>How the guarded reading of a file ended.</summary>
internal enum GuardedReadStatus
{
    /// <summary>The content is there.</summary>
    Read,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>A directory or a symbolic link is in its place.</summary>
    NotRegular,

    /// <summary>The file may not be read.</summary>
    Denied,

    /// <summary>Everybody may write the file or its directory (attack H5).</summary>
    Unsafe,

    /// <summary>It is larger than its limit, or the disk failed.</summary>
    Failed,
}
