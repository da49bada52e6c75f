using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Signet.Notary.Plugins;

/// <summary>
/// Kind, owner, mode and identity of a file, of the entry itself and not of what a link points at. The class library has
/// no way to ask for the owner.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Permissions; none on Windows.</param>
/// <param name="Owner">User id of the owner; null where the system has none.</param>
/// <param name="Identity">Tells it from one put in its place.</param>
internal sealed partial record FileFacts(FileKind Kind, UnixFileMode Mode, uint? Owner, FileIdentity Identity)
{
    private const int NoSuchFile = 2;
    private const int PermissionDenied = 13;
    private const int NotADirectory = 20;

    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int DirectoryType = 0x4000;
    private const int LinkType = 0xA000;
    private const int PermissionMask = 0xFFF;

    /// <summary>Everybody may write it.</summary>
    public bool IsWritableByAll => (Mode & UnixFileMode.OtherWrite) != 0;

    /// <summary>Somebody may execute it; which of them this process is, the system says when it starts it.</summary>
    public bool IsExecutable => OperatingSystem.IsWindows()
        || (Mode & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;

    /// <summary>User id that this process acts with; null where the system has none.</summary>
    public static uint? CurrentUser => OperatingSystem.IsWindows() ? null : GetEffectiveUser();

    /// <summary>Reads the facts of an entry.</summary>
    /// <param name="path">Full path of it.</param>
    /// <param name="why">When it cannot be read: why, in the words of Go.</param>
    public static FileFacts? TryRead(string path, out string why)
    {
        why = "";
        try
        {
            var error = 0;
            var facts = OperatingSystem.IsLinux() ? ReadLinux(path, out error)
                : OperatingSystem.IsMacOS() ? ReadMac(path, out error)
                : ReadManaged(path);
            why = facts is null ? Describe(error) : "";
            return facts;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            why = Describe(NoSuchFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EntryPointNotFoundException)
        {
            why = e.Message;
        }

        return null;
    }

    /// <summary><c>statx</c>, whose structure, unlike that of <c>stat</c>, is the same on every processor.</summary>
    private static FileFacts? ReadLinux(string path, out int error)
    {
        const int CurrentDirectory = -100;
        const int DoNotFollow = 0x100;
        const uint BasicFacts = 0x7FF;
        Span<byte> facts = stackalloc byte[256];
        facts.Clear();
        if (StatX(CurrentDirectory, path, DoNotFollow, BasicFacts, ref MemoryMarshal.GetReference(facts)) != 0)
        {
            error = Marshal.GetLastPInvokeError();
            return null;
        }

        error = 0;
        var mode = MemoryMarshal.Read<ushort>(facts[28..]);
        var device = ((ulong)MemoryMarshal.Read<uint>(facts[136..]) << 32) | MemoryMarshal.Read<uint>(facts[140..]);
        return new(
            KindOf(mode),
            (UnixFileMode)(mode & PermissionMask),
            MemoryMarshal.Read<uint>(facts[20..]),
            new(
                device,
                MemoryMarshal.Read<ulong>(facts[32..]),
                MemoryMarshal.Read<long>(facts[40..]),
                MemoryMarshal.Read<long>(facts[96..]),
                MemoryMarshal.Read<uint>(facts[104..])));
    }

    /// <summary><c>lstat</c> with inodes of 64 bits, the structure of both processors of macOS.</summary>
    private static FileFacts? ReadMac(string path, out int error)
    {
        Span<byte> facts = stackalloc byte[256];
        facts.Clear();
        ref var first = ref MemoryMarshal.GetReference(facts);
        var result = RuntimeInformation.ProcessArchitecture == Architecture.X64
            ? LStat64(path, ref first)
            : LStat(path, ref first);
        error = result == 0 ? 0 : Marshal.GetLastPInvokeError();
        if (result != 0)
        {
            return null;
        }

        var mode = BinaryPrimitives.ReadUInt16LittleEndian(facts[4..]);
        return new(
            KindOf(mode),
            (UnixFileMode)(mode & PermissionMask),
            BinaryPrimitives.ReadUInt32LittleEndian(facts[16..]),
            new(
                BinaryPrimitives.ReadUInt32LittleEndian(facts),
                BinaryPrimitives.ReadUInt64LittleEndian(facts[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(facts[96..]),
                BinaryPrimitives.ReadInt64LittleEndian(facts[64..]),
                BinaryPrimitives.ReadInt64LittleEndian(facts[72..])));
    }

    /// <summary>What the class library knows: enough for Windows, whose rights on a profile exclude other users.</summary>
    private static FileFacts ReadManaged(string path)
    {
        var attributes = File.GetAttributes(path);
        var kind = (attributes & FileAttributes.ReparsePoint) != 0 ? FileKind.Link
            : (attributes & FileAttributes.Directory) != 0 ? FileKind.Directory
            : (attributes & FileAttributes.Device) != 0 ? FileKind.Other
            : FileKind.Regular;
        var file = new FileInfo(path);
        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
        return new(
            kind,
            mode,
            Owner: null,
            new(
                0,
                0,
                kind == FileKind.Regular ? file.Length : 0,
                file.CreationTimeUtc.Ticks,
                kind == FileKind.Regular ? file.LastWriteTimeUtc.Ticks : 0));
    }

    private static FileKind KindOf(int mode) => (mode & TypeMask) switch
    {
        RegularType => FileKind.Regular,
        DirectoryType => FileKind.Directory,
        LinkType => FileKind.Link,
        _ => FileKind.Other,
    };

    private static string Describe(int error) => error switch
    {
        NoSuchFile => "no such file or directory",
        NotADirectory => "not a directory",
        PermissionDenied => "permission denied",
        _ => Marshal.GetPInvokeErrorMessage(error),
    };

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StatX(int directory, string path, int flags, uint mask, ref byte facts);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LStat(string path, ref byte facts);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int LStat64(string path, ref byte facts);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint GetEffectiveUser();
}
