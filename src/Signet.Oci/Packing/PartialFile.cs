using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Signet.Oci.Files;

namespace Signet.Oci.Packing;

/// <summary>
/// A large file on its way into a folder, under a name by which the next attempt finds what this one leaves when it is
/// stopped: <c>.signet-&lt;algorithm&gt;-&lt;digest&gt;.&lt;random&gt;.partial</c>.
/// </summary>
/// <remarks>
/// Others may write into the folder too. So what was left is only read, and its bytes go into a file of our own: whoever
/// planted or still holds open the old one can change nothing that was checked. And ours is <see cref="AtomicFile.Private"/>
/// until it is right: a planted hard link to a secret would else have us publish a copy of it.
/// </remarks>
internal sealed class PartialFile(string folder, Descriptor descriptor)
{
    private readonly string _prefix = $".signet-{descriptor.Digest.Algorithm}-{descriptor.Digest.Hex}.";

    /// <summary>A name nobody else has.</summary>
    public string NewPath() => Path.Combine(folder, $"{_prefix}{RandomNumberGenerator.GetHexString(16, true)}.partial");

    /// <summary>
    /// Makes the file of that name. It gets the name when it is locked: what has such a name and no lock was left behind.
    /// </summary>
    /// <param name="path">The name.</param>
    /// <param name="mode">What any new file would have, the umask aside.</param>
    /// <returns>The file, private, and the mode it shall have when it is right.</returns>
    public static (FileStream File, UnixFileMode Mode) Create(string path, UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            return (AtomicFile.CreateNew(path), default); // Made and locked in one step.
        }

        var made = Path.ChangeExtension(path, ".new");
        var file = AtomicFile.CreateNew(made, mode);
        try
        {
            var allowed = File.GetUnixFileMode(file.SafeFileHandle);
            File.SetUnixFileMode(file.SafeFileHandle, AtomicFile.Private);
            File.Move(made, path);
            return (file, allowed);
        }
        catch
        {
            file.Dispose();
            AtomicFile.TryDelete(made);
            throw;
        }
    }

    /// <summary>
    /// Copies into <paramref name="file"/> the longest that a stopped attempt left, or else <paramref name="target"/> when that
    /// has the size already. What another process is writing is left alone.
    /// </summary>
    public async Task<(long Length, IncrementalHash Hash)> TakeAsync(
        string target, SafeFileHandle file, CancellationToken cancellationToken)
    {
        var whole = new FileInfo(target);
        var leftovers = Leftovers().Where(left => left.Length > 0 && left.Length <= descriptor.Size).OrderByDescending(left => left.Length);
        using var beginning = leftovers.Select(left => TryOpen(left, FileAccess.Read, FileShare.None)).FirstOrDefault(left => left is not null)
            ?? (IsSettled(whole) && whole.Length == descriptor.Size ? TryOpen(whole, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null);
        return await ResumedCopy.TakeAsync(descriptor, file, beginning, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes what attempts left, but for one.</summary>
    public void RemoveOthers(string kept)
    {
        foreach (var file in Leftovers().Where(file => file.FullName != kept).ToList())
        {
            // To write, because over NFS only such a handle sees the lock of another.
            if (TryOpen(file, FileAccess.ReadWrite, FileShare.None) is { } free)
            {
                free.Dispose(); // An open file cannot be removed everywhere.
                AtomicFile.TryDelete(file.FullName);
            }
        }
    }

    private IEnumerable<FileInfo> Leftovers() =>
        new DirectoryInfo(folder).EnumerateFiles($"{_prefix}*.partial", new EnumerationOptions { AttributesToSkip = 0 }).Where(IsSettled);

    private static bool IsSettled(FileInfo file) => file.Exists && file.LinkTarget is null;

    /// <summary>Opens it; null when somebody writes it, or it is not ours.</summary>
    private static SafeFileHandle? TryOpen(FileInfo file, FileAccess access, FileShare share)
    {
        try
        {
            return File.OpenHandle(file.FullName, access: access, share: share, options: FileOptions.Asynchronous);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
