namespace Signet.Oci.Archives;

/// <summary>What an entry of a tar archive is.</summary>
internal enum TarEntryKind
{
    File,
    Directory,
    SymbolicLink,
    HardLink,

    /// <summary>A device, a pipe, or something of another system.</summary>
    Special,
}
