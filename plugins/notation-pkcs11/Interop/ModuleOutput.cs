using System.Runtime.InteropServices;

namespace Notation.Pkcs11.Interop;

/// <summary>
/// Keeps what a module prints away from the protocol: a debug build or a licence notice on standard output would make
/// the answer unreadable, and on standard error the error. The host's streams are duplicates of the two descriptors
/// (System.Console makes them so), which are pointed at the null device here.
/// </summary>
internal static partial class ModuleOutput
{
    private const int WriteOnly = 1;

    /// <summary>From here on, descriptors 1 and 2 go nowhere. Does nothing on Windows.</summary>
    public static void Silence()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var nowhere = Open("/dev/null", WriteOnly);
        if (nowhere >= 0)
        {
            _ = Duplicate(nowhere, 1);
            _ = Duplicate(nowhere, 2);
            _ = Close(nowhere);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "dup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
