using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Notation.Pkcs11.Interop;

/// <summary>A terminal that does not show what is typed, until this is disposed.</summary>
internal sealed partial class TerminalEcho : IDisposable
{
    /// <summary>Larger than any <c>struct termios</c>: 60 bytes on Linux, 72 on macOS.</summary>
    private const int TermiosBytes = 256;

    /// <summary>ECHO, on Linux and on macOS.</summary>
    private const byte Echo = 0x8;

    /// <summary>TCSAFLUSH: what was typed before the prompt is thrown away.</summary>
    private const int Flush = 2;

    private readonly SafeFileHandle _terminal;
    private readonly byte[] _before;
    private int _isDisposed;

    private TerminalEcho(SafeFileHandle terminal, byte[] before)
    {
        _terminal = terminal;
        _before = before;
    }

    /// <summary>Switches the echo off; null when it cannot be done.</summary>
    public static TerminalEcho? Off(SafeFileHandle terminal)
    {
        var before = new byte[TermiosBytes];
        if (GetAttributes(terminal, before) != 0)
        {
            return null;
        }

        // c_lflag is the fourth word; words have 4 bytes on Linux and 8 on macOS. Both are little-endian here.
        var offset = OperatingSystem.IsMacOS() ? 24 : 12;
        var without = before.ToArray();
        var flags = BinaryPrimitives.ReadUInt32LittleEndian(without.AsSpan(offset));
        BinaryPrimitives.WriteUInt32LittleEndian(without.AsSpan(offset), flags & ~(uint)Echo);
        return SetAttributes(terminal, Flush, without) == 0 ? new TerminalEcho(terminal, before) : null;
    }

    /// <summary>Puts the terminal back as it was.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0 && !_terminal.IsClosed)
        {
            _ = SetAttributes(_terminal, Flush, _before);
        }
    }

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetAttributes(SafeFileHandle terminal, [In, Out] byte[] attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetAttributes(SafeFileHandle terminal, int when, byte[] attributes);
}
