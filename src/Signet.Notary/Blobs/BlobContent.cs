using System.Security.Cryptography;
using Signet.Oci;

namespace Signet.Notary.Blobs;

/// <summary>The blob of one verification, read at most once for each hash, however many signatures it has.</summary>
internal sealed class BlobContent(BlobVerifyRequest request)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<Descriptor>> _descriptors = new(StringComparer.Ordinal);

    /// <summary>Media type, digest and size of the content.</summary>
    /// <param name="algorithm">The hash.</param>
    /// <param name="mediaType">The media type that is believed: what the caller asks for, else what was signed.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="IOException">The content cannot be read.</exception>
    public async Task<Descriptor> DescribeAsync(
        HashAlgorithmName algorithm, string mediaType, CancellationToken cancellationToken)
    {
        Task<Descriptor> reading;
        lock (_gate)
        {
            if (!_descriptors.TryGetValue(algorithm.Name!, out reading!))
            {
                reading = ReadAsync(algorithm, cancellationToken);
                _descriptors.Add(algorithm.Name!, reading);
            }
        }

        return await reading.ConfigureAwait(false) with { MediaType = mediaType };
    }

    private async Task<Descriptor> ReadAsync(HashAlgorithmName algorithm, CancellationToken cancellationToken)
    {
        var blob = await request.Open(cancellationToken).ConfigureAwait(false);
        await using (blob.ConfigureAwait(false))
        {
            return await BlobHasher.DescribeAsync(
                blob, algorithm, BlobMediaType.Default, request.Progress, cancellationToken).ConfigureAwait(false);
        }
    }
}
