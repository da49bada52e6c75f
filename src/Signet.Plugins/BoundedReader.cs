namespace Signet.Plugins;

/// <summary>The one way to take a whole stream into memory.</summary>
internal static class BoundedReader
{
    private const int FirstBuffer = 8 * 1024;

    /// <summary>Reads to the end; null when there is more than <paramref name="maxBytes"/>.</summary>
    public static async Task<byte[]?> ReadAllAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[FirstBuffer];
        var length = 0;
        while (true)
        {
            // Standard input cannot be interrupted while it waits; the wait can be left.
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).AsTask().WaitAsync(cancellationToken);
            if (read == 0)
            {
                return buffer[..length];
            }

            length += read;
            if (length > maxBytes)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min((long)length * 2, (long)maxBytes + 1));
            }
        }
    }
}
