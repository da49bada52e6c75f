using System.Runtime.InteropServices;

namespace Signet.Oci.Files;

/// <summary>
/// Makes a rename durable: on Unix an entry of a directory survives a power cut only after the directory itself was
/// synced, and the class library cannot open a directory.
/// </summary>
public static partial class DirectorySync
{
    private const int ReadOnly = 0;

    /// <summary>Syncs <paramref name="directory"/>; does nothing on Windows, whose rename is journalled.</summary>
    /// <remarks>
    /// A file system that cannot sync a directory (some network mounts answer EINVAL) loses durability, not atomicity,
    /// so a failure here is no reason to report a write that took place as failed.
    /// </remarks>
    public static void Flush(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(directory, ReadOnly);
        if (descriptor >= 0)
        {
            _ = FSync(descriptor);
            _ = Close(descriptor);
        }
    }

    /// <summary>
    /// Has everything written so far on the file system of <paramref name="directory"/> on the disk: one call for a tree of
    /// many small files. Elsewhere than on Linux the files' own syncs have to do.
    /// </summary>
    public static void FlushFileSystem(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = Open(directory, ReadOnly);
        if (descriptor >= 0)
        {
            _ = SyncFileSystem(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "syncfs")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileSystem(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
