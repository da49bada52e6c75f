namespace Signet.Oci.Archives;

/// <summary>What an entry of a tar archive is.</summary>
public enum TarEntryKind
{
    /// <summary>A file.</summary>
    File,
    /// <summary>A folder; old archives mark it by a slash at the end of its name alone.</summary>
    Directory,
    /// <summary>A symbolic link.</summary>
    SymbolicLink,
    /// <summary>Another name of a file before it.</summary>
    HardLink,

    /// <summary>A device, a pipe, or something of another system.</summary>
    Special,
}
