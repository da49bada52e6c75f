namespace Signet.Oci;

/// <summary>The one way to take a whole body or file into memory: never more than the caller allows.</summary>
public static class BoundedReader
{
    /// <summary>First buffer for a stream of unknown length; manifests and credential files fit.</summary>
    private const int FirstBuffer = 8 * 1024;

    /// <summary>Reads <paramref name="stream"/> to its end.</summary>
    /// <param name="stream">Read from its position; not disposed.</param>
    /// <param name="maxBytes">Most bytes accepted.</param>
    /// <param name="what">What is read, for the message: <c>manifest sha256:…</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OciException"><see cref="OciError.LimitExceeded"/>: there is more than that.</exception>
    public static async Task<byte[]> ReadAllAsync(
        Stream stream, int maxBytes, string what, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes);
        var expected = stream.CanSeek ? stream.Length - stream.Position : -1;
        if (expected > maxBytes)
        {
            throw TooLarge(what, maxBytes);
        }

        // One byte more than announced, so that the end is seen without growing.
        var buffer = new byte[expected >= 0 ? expected + 1 : Math.Min(FirstBuffer, (long)maxBytes + 1)];
        var length = 0;
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            length += read;
            if (length > maxBytes)
            {
                throw TooLarge(what, maxBytes);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min((long)length * 2, (long)maxBytes + 1));
            }
        }

        Array.Resize(ref buffer, length);
        return buffer;
    }

    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <exception cref="OciException"><see cref="OciError.LimitExceeded"/>: the file is larger than that.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static async Task<byte[]> ReadFileAsync(
        string path, int maxBytes, CancellationToken cancellationToken = default)
    {
        var stream = OpenFile(path);
        await using (stream.ConfigureAwait(false))
        {
            return await ReadAllAsync(stream, maxBytes, path, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Opens a file that other processes may replace, delete or hold open for writing meanwhile: a reader must not be
    /// refused because somebody writes.
    /// </summary>
    internal static FileStream OpenFile(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
        BufferSize = 0,
    });

    private static OciException TooLarge(string what, int maxBytes) =>
        new(OciError.LimitExceeded, $"{what} is larger than the limit of {maxBytes} bytes");
}
