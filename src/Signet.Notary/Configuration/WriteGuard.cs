using Microsoft.Win32.SafeHandles;

namespace Signet.Notary.Configuration;

/// <summary>
/// Finds files and directories that every user of the machine may write: whoever can write the policy or a trust anchor
/// decides what is trusted (attack H5). Group write is left alone, since many systems give each user a group of their own.
/// Windows has no such mode; its default rights on a profile exclude other users.
/// </summary>
internal static class WriteGuard
{
    /// <summary>The fault of an open file; null when there is none.</summary>
    public static string? FindFileFault(SafeFileHandle file, string path) =>
        !OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & UnixFileMode.OtherWrite) != 0
            ? Fault("the file", path)
            : null;

    /// <summary>
    /// The fault of a directory; null when there is none. The sticky bit is no excuse: it keeps others from replacing
    /// files, not from adding a trust anchor.
    /// </summary>
    public static string? FindDirectoryFault(string path) =>
        !OperatingSystem.IsWindows() && Directory.Exists(path)
        && (File.GetUnixFileMode(path) & UnixFileMode.OtherWrite) != 0
            ? Fault("the directory", path)
            : null;

    private static string Fault(string what, string path) =>
        $"{what} \"{path}\" can be written by every user of this machine, so what it says cannot be trusted. "
        + $"Check its content, then run: chmod o-w '{path}'";
}
