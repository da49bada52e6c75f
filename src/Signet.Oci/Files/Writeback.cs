using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Signet.Oci.Files;

/// <summary>
/// Has the system begin to write a file to the disk while more of it is still coming, so that the sync at its end finds
/// little left to do. A hint: nothing depends on it.
/// </summary>
internal static partial class Writeback
{
    /// <summary>How much is collected before the disk is given it.</summary>
    public const int Step = 16 * 1024 * 1024;

    private const uint BeginWrite = 2;

    public static void Begin(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
        {
            _ = SyncFileRange(file, offset, length, BeginWrite);
        }
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);
}
