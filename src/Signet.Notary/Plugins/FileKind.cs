namespace Signet.Notary.Plugins;

/// <summary>What an entry of a directory is.</summary>
internal enum FileKind
{
    /// <summary>A file with content.</summary>
    Regular,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link, or another reparse point of Windows.</summary>
    Link,

    /// <summary>A device, a pipe, a socket.</summary>
    Other,
}
