using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Signet.Cli.Output;

/// <summary>
/// The controlling terminal as it was before a plugin could ask there for a PIN. A plugin that is ended while it asks, or
/// crashes, leaves the terminal silent; on disposal it shows again what is typed, and the half of a PIN that waits in it is
/// thrown away. A terminal that nobody changed is not touched.
/// </summary>
internal sealed partial class TerminalState : IDisposable
{
    /// <summary>Larger than any <c>struct termios</c>: 60 bytes on Linux, 72 on macOS.</summary>
    private const int TermiosBytes = 256;

    /// <summary>TCSAFLUSH: what was typed and not read is thrown away.</summary>
    private const int Flush = 2;

    private readonly SafeFileHandle _terminal;
    private readonly byte[] _before;

    private TerminalState(SafeFileHandle terminal, byte[] before)
    {
        _terminal = terminal;
        _before = before;
    }

    /// <summary>The state of now; null where there is no terminal, or another system's.</summary>
    public static TerminalState? Keep()
    {
        if (OperatingSystem.IsWindows() || Open() is not { } terminal)
        {
            return null;
        }

        var before = new byte[TermiosBytes];
        if (GetAttributes(terminal, before) == 0)
        {
            return new(terminal, before);
        }

        terminal.Dispose();
        return null;
    }

    public void Dispose()
    {
        var now = new byte[TermiosBytes];
        // A process in the background would be stopped for changing a terminal that is another's to use.
        if (GetAttributes(_terminal, now) == 0
            && !now.AsSpan().SequenceEqual(_before)
            && GetForegroundGroup(_terminal) == GetGroup())
        {
            _ = SetAttributes(_terminal, Flush, _before);
        }

        _terminal.Dispose();
    }

    private static SafeFileHandle? Open()
    {
        try
        {
            return File.OpenHandle("/dev/tty", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAttributes(SafeFileHandle terminal, [In, Out] byte[] attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAttributes(SafeFileHandle terminal, int when, byte[] attributes);

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetForegroundGroup(SafeFileHandle terminal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetGroup();
}
