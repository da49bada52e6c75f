using System.Security.Cryptography;
using System.Text;

namespace Signet.Oci.Files;

/// <summary>
/// Replaces a file as a whole: whoever reads it sees the old bytes or the new ones, also after a kill or a power cut
/// (attack H5).
/// </summary>
public static class AtomicFile
{
    /// <summary>Bytes of a name that a temporary one repeats: with what is added, far below the 255 of file systems.</summary>
    private const int MaxNameBytes = 200;

    /// <summary>Mode of a file that holds a secret: its owner reads and writes it.</summary>
    public const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Mode of a file everybody may read, 0644.</summary>
    public const UnixFileMode Shared = Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Mode of content that never changes, 0444.</summary>
    public const UnixFileMode Immutable = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes <paramref name="content"/> to <paramref name="path"/>, replacing what is there.</summary>
    /// <param name="path">Target; its directory must exist. A symbolic link is replaced, not followed.</param>
    /// <param name="content">The whole new content.</param>
    /// <param name="mode">Mode of the new file, exact (no umask); ignored on Windows.</param>
    /// <param name="cancellationToken">Until the rename, leaves the old file in place.</param>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public static Task WriteAsync(
        string path, ReadOnlyMemory<byte> content, UnixFileMode mode, CancellationToken cancellationToken = default) =>
        WriteAsync(path, (stream, ct) => stream.WriteAsync(content, ct).AsTask(), mode, cancellationToken);

    /// <summary>Writes a file that is not there yet, whole or not at all.</summary>
    /// <param name="path">Target; its directory must exist.</param>
    /// <param name="content">The whole content.</param>
    /// <param name="mode">Mode of the file, exact (no umask); ignored on Windows.</param>
    /// <param name="cancellationToken">Until the file has its name, leaves nothing.</param>
    /// <returns>False when something of that name is there, which stays as it is.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public static async Task<bool> CreateAsync(
        string path, ReadOnlyMemory<byte> content, UnixFileMode mode, CancellationToken cancellationToken = default)
    {
        if (IsThere())
        {
            return false;
        }

        try
        {
            await WriteAsync(
                path, (stream, ct) => stream.WriteAsync(content, ct).AsTask(), mode, replaces: false, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (IOException) when (IsThere())
        {
            return false; // It came meanwhile.
        }

        bool IsThere() => Path.Exists(path) || new FileInfo(path).LinkTarget is not null;
    }

    /// <summary>Writes content that comes as a stream, replacing what is there: it takes the file's place when <paramref name="write"/> ends well.</summary>
    /// <param name="path">Target; its directory must exist. A symbolic link is replaced, not followed.</param>
    /// <param name="write">Writes the whole new content; what it throws leaves the old file in place.</param>
    /// <param name="mode">Mode of the new file, exact (no umask); ignored on Windows.</param>
    /// <param name="cancellationToken">Until the rename, leaves the old file in place.</param>
    /// <exception cref="IOException">The file cannot be written; the old one is untouched.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public static Task WriteAsync(
        string path,
        Func<Stream, CancellationToken, Task> write,
        UnixFileMode mode,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(write);
        return WriteAsync(path, write, mode, replaces: true, cancellationToken);
    }

    private static async Task WriteAsync(
        string path,
        Func<Stream, CancellationToken, Task> write,
        UnixFileMode mode,
        bool replaces,
        CancellationToken cancellationToken)
    {
        var target = Path.GetFullPath(path);
        var directory = Path.GetDirectoryName(target) ?? throw new IOException($"{path} is not a file name");
        var temporary = Path.Combine(directory, TemporaryName(Path.GetFileName(target)));
        try
        {
            var stream = CreateNew(temporary);
            await using (stream.ConfigureAwait(false))
            {
                await write(stream, cancellationToken).ConfigureAwait(false);
                Finish(stream, mode);
            }

            cancellationToken.ThrowIfCancellationRequested();
            File.Move(temporary, target, overwrite: replaces);
        }
        catch
        {
            TryDelete(temporary);
            throw;
        }

        DirectorySync.Flush(directory);
    }

    /// <summary>Creates a file nobody else can open yet; fails when the name is taken.</summary>
    internal static FileStream CreateNew(string path) => CreateNew(path, Private);

    /// <summary>Creates a file with a mode, from which the process's umask takes away; fails when the name is taken.</summary>
    internal static FileStream CreateNew(string path, UnixFileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        return new FileStream(path, options);
    }

    /// <summary>Gives the file its mode and its bytes to the disk: before the rename, or a crash leaves it empty.</summary>
    internal static void Finish(FileStream stream, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(stream.SafeFileHandle, mode);
        }

        stream.Flush(flushToDisk: true);
    }

    /// <summary>
    /// A name no other writer uses; the suffix tells what a killed writer left behind. Of a long name it has the beginning, or
    /// it would be longer than file systems take.
    /// </summary>
    internal static string TemporaryName(string name) =>
        $".{(Encoding.UTF8.GetByteCount(name) <= MaxNameBytes ? name : Beginning(name))}.{RandomNumberGenerator.GetHexString(16, true)}.tmp";

    private static string Beginning(string name)
    {
        var (end, bytes) = (0, 0);
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MaxNameBytes)
            {
                break;
            }

            end += rune.Utf16SequenceLength;
        }

        return name[..end];
    }

    /// <summary>Removes a leftover; a failure must not hide the one that led here.</summary>
    internal static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays, under a name that no reader looks at.
        }
    }
}
