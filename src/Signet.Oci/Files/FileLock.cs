namespace Signet.Oci.Files;

/// <summary>
/// An exclusive lock between processes, held by an open file: the system releases it when the holder ends, however it
/// ends. The lock file stays; removing it would let two processes hold two files of the same name.
/// </summary>
public sealed class FileLock : IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(50);

    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Waits until the lock at <paramref name="path"/> is free and takes it.</summary>
    /// <param name="path">Lock file, created when missing; its directory must exist.</param>
    /// <param name="timeout">Longest wait.</param>
    /// <param name="timeProvider">Clock of the wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OciException"><see cref="OciError.TimedOut"/>: another process held it all the time.</exception>
    /// <exception cref="IOException">The lock file cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be written.</exception>
    public static async Task<FileLock> AcquireAsync(
        string path, TimeSpan timeout, TimeProvider timeProvider, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        var start = timeProvider.GetTimestamp();
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (TryOpen(path) is { } file)
            {
                return new FileLock(file);
            }

            if (timeProvider.GetElapsedTime(start) >= timeout)
            {
                throw new OciException(
                    OciError.TimedOut,
                    $"another process has held the lock {path} for {timeout.TotalSeconds:0.#} seconds: wait until it is "
                    + "done, or end it if it hangs");
            }

            await Task.Delay(wait, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Frees the lock.</summary>
    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (IsHeldByAnother(e))
        {
            return null;
        }
    }

    /// <summary>
    /// EWOULDBLOCK of flock(2) is 11 on Linux and 35 on the BSDs; on Windows it is ERROR_SHARING_VIOLATION. Everything
    /// else is a real failure and must not be waited out.
    /// </summary>
    private static bool IsHeldByAnother(IOException e) =>
        e.GetType() == typeof(IOException)
        && (OperatingSystem.IsWindows() ? (e.HResult & 0xFFFF) == 32 : e.HResult is 11 or 35);
}
