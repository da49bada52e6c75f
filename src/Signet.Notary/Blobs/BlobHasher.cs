using System.Security.Cryptography;
using Signet.Oci;

namespace Signet.Notary.Blobs;

/// <summary>
/// Describes a blob of any size: read once, in constant memory. While one buffer is hashed the next one is read, so that
/// the slower of disk and hash decides.
/// </summary>
internal static class BlobHasher
{
    /// <summary>
    /// Large enough that switching costs nothing against hashing (a megabyte takes half a millisecond and more), small
    /// enough that both buffers stay in a processor's cache.
    /// </summary>
    private const int BufferBytes = 1024 * 1024;

    /// <summary>Reads a blob to its end.</summary>
    /// <param name="blob">The content, from where the stream stands.</param>
    /// <param name="algorithm">SHA-256, SHA-384 or SHA-512.</param>
    /// <param name="mediaType">Media type of the descriptor.</param>
    /// <param name="progress">Told the bytes read so far, about once a megabyte; null for nobody.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The content cannot be read.</exception>
    public static async Task<Descriptor> DescribeAsync(
        Stream blob,
        HashAlgorithmName algorithm,
        string mediaType,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        var front = new byte[BufferBytes];
        var back = new byte[BufferBytes];
        long size = 0;
        var count = await FillAsync(blob, front, cancellationToken).ConfigureAwait(false);
        while (count > 0)
        {
            // A short read is the end: nothing is left to read ahead.
            var reading = count == BufferBytes ? FillAsync(blob, back, cancellationToken) : Task.FromResult(0);
            hash.AppendData(front, 0, count);
            size += count;
            progress?.Report(size);
            count = await reading.ConfigureAwait(false);
            (front, back) = (back, front);
        }

        return new()
        {
            MediaType = mediaType,
            Digest = Digest.FromHash(AlgorithmName(algorithm), hash.GetHashAndReset()),
            Size = size,
        };
    }

    /// <summary>On a thread of the pool: a read of a file in the cache completes at once and would hold up the hashing.</summary>
    private static Task<int> FillAsync(Stream blob, byte[] buffer, CancellationToken cancellationToken) =>
        Task.Run(
            async () => await blob.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false),
            cancellationToken);

    /// <summary><c>SHA256</c> as the OCI image-spec writes it in digests.</summary>
    private static string AlgorithmName(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.SHA256 ? "sha256"
        : algorithm == HashAlgorithmName.SHA384 ? "sha384"
        : algorithm == HashAlgorithmName.SHA512 ? "sha512"
        : throw new ArgumentException($"{algorithm} is no hash of the Notary Project", nameof(algorithm));
}
