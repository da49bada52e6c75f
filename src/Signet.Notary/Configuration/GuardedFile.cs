using Signet.Oci;

namespace Signet.Notary.Configuration;

/// <summary>
/// Reads files that decide what is trusted: regular files only, never through a symbolic link, bounded, and not when
/// everybody on the machine may write them (attack H5). <c>notation</c> has no such check of the mode.
/// </summary>
/// <param name="Status">How it ended.</param>
/// <param name="Content">The bytes when read; else empty.</param>
/// <param name="Detail">What went wrong; empty when read.</param>
internal sealed record GuardedFile(GuardedReadStatus Status, byte[] Content, string Detail)
{
    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    public static async Task<GuardedFile> ReadAsync(string path, int maxBytes, CancellationToken cancellationToken)
    {
        try
        {
            if ((File.GetAttributes(path) & (FileAttributes.ReparsePoint | FileAttributes.Directory)) != 0)
            {
                return new(GuardedReadStatus.NotRegular, [], $"\"{path}\" is not a regular file (symlinks are not supported)");
            }

            if (WriteGuard.FindDirectoryFault(Path.GetDirectoryName(Path.GetFullPath(path))!) is { } directoryFault)
            {
                return new(GuardedReadStatus.Unsafe, [], directoryFault);
            }

            var stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
            });
            await using (stream)
            {
                // The open file is asked, not the path: what is checked is what is read.
                return WriteGuard.FindFileFault(stream.SafeFileHandle, path) is { } fault
                    ? new(GuardedReadStatus.Unsafe, [], fault)
                    : new(
                        GuardedReadStatus.Read,
                        await BoundedReader.ReadAllAsync(stream, maxBytes, path, cancellationToken),
                        "");
            }
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(GuardedReadStatus.Missing, [], $"open {path}: no such file or directory");
        }
        catch (UnauthorizedAccessException)
        {
            return new(GuardedReadStatus.Denied, [], $"open {path}: permission denied");
        }
        catch (Exception e) when (e is IOException or OciException)
        {
            return new(GuardedReadStatus.Failed, [], e.Message);
        }
    }
}
