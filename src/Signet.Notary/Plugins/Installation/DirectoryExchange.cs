using System.Runtime.InteropServices;

namespace Signet.Notary.Plugins.Installation;

/// <summary>
/// Lets two directories change places in one step, so that at every moment one of them is where a plugin is looked for.
/// The class library can only move one away and then the other in.
/// </summary>
internal static partial class DirectoryExchange
{
    private const int CurrentDirectory = -100;
    private const uint LinuxExchange = 2;
    private const uint MacSwap = 2;

    /// <summary>Exchanges them; false when the system or the file system cannot, and then nothing was done.</summary>
    public static bool TryExchange(string one, string other)
    {
        try
        {
            return OperatingSystem.IsLinux() ? Rename(CurrentDirectory, one, CurrentDirectory, other, LinuxExchange) == 0
                : OperatingSystem.IsMacOS() && RenameMac(one, other, MacSwap) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(int oneDirectory, string one, int otherDirectory, string other, uint flags);

    [LibraryImport("libc", EntryPoint = "renamex_np", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int RenameMac(string one, string other, uint flags);
}
