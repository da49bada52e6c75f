namespace Signet.Notary.Plugins;

/// <summary>
/// Tells whether a path still names the same, unchanged file. On Unix the time is that of the last change of the inode,
/// which nobody can set back; on Windows creation and last write, which the owner can.
/// </summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, long Size, long Changed, long ChangedMore)
{
    /// <summary>The same entry, whatever was changed in it: for directories, in which plugins may keep files.</summary>
    public bool IsSameEntry(FileIdentity other) => Device == other.Device && Inode == other.Inode;
}
