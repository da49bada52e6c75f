namespace Signet.Signatures.Revocation.Fetching;

/// <summary>Reads the body of an answer, never more than the request allows, whatever length was announced.</summary>
internal static class BoundedBody
{
    /// <summary>First buffer; the usual OCSP response and list of a company fit.</summary>
    private const int FirstBuffer = 8 * 1024;

    /// <summary>The whole body; null when it is larger than <paramref name="maxBytes"/>.</summary>
    public static async Task<byte[]?> ReadAsync(Stream stream, int maxBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[Math.Min(FirstBuffer, maxBytes + 1L)];
        var length = 0;
        while (await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
        {
            length += read;
            if (length > maxBytes)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(length * 2L, maxBytes + 1L));
            }
        }

        Array.Resize(ref buffer, length);
        return buffer;
    }
}
