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
    /// <param name="algorithms">SHA-256, SHA-384 or SHA-512, or several of them: the content is read once.</param>
    /// <param name="progress">Told the bytes read so far, about once a megabyte; null for nobody.</param>
    /// <param name="cancellationToken">Ends the reading, also while the other end of a pipe is silent.</param>
    /// <exception cref="IOException">The content cannot be read.</exception>
    public static async Task<BlobDigests> ReadAsync(
        Stream blob,
        IReadOnlyCollection<HashAlgorithmName> algorithms,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var hashes = new List<IncrementalHash>(algorithms.Count);
        try
        {
            hashes.AddRange(algorithms.Select(IncrementalHash.CreateHash));
            var size = await HashAsync(blob, hashes, progress, cancellationToken).ConfigureAwait(false);
            return new(size, hashes.ToDictionary(
                h => h.AlgorithmName, h => Digest.FromHash(AlgorithmName(h.AlgorithmName), h.GetHashAndReset())));
        }
        finally
        {
            hashes.ForEach(h => h.Dispose());
        }
    }

    private static async Task<long> HashAsync(
        Stream blob, List<IncrementalHash> hashes, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var front = new byte[BufferBytes];
        var back = new byte[BufferBytes];
        long size = 0;
        var count = await FillAsync(blob, front, cancellationToken).ConfigureAwait(false);
        while (count > 0)
        {
            // A buffer that was not filled is the last: short reads, as pipes give them, were gone on with.
            var reading = count == BufferBytes ? FillAsync(blob, back, cancellationToken) : Task.FromResult(0);
            foreach (var hash in hashes)
            {
                hash.AppendData(front, 0, count);
            }

            size += count;
            progress?.Report(size);
            count = await reading.ConfigureAwait(false);
            (front, back) = (back, front);
        }

        return size;
    }

    /// <summary>
    /// On a thread of the pool: a read of a file in the cache completes at once and would hold up the hashing. A read that
    /// does not come back is left alone when the caller gives up.
    /// </summary>
    private static Task<int> FillAsync(Stream blob, byte[] buffer, CancellationToken cancellationToken) =>
        Task.Run(
            async () => await blob.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false),
            cancellationToken).WaitAsync(cancellationToken);

    /// <summary><c>SHA256</c> as the OCI image-spec writes it in digests.</summary>
    private static string AlgorithmName(HashAlgorithmName algorithm) =>
        algorithm == HashAlgorithmName.SHA256 ? "sha256"
        : algorithm == HashAlgorithmName.SHA384 ? "sha384"
        : algorithm == HashAlgorithmName.SHA512 ? "sha512"
        : throw new ArgumentException($"{algorithm} is no hash of the Notary Project", nameof(algorithm));
}
