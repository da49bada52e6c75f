using System.Security.Cryptography;
using Signet.Oci;

namespace Signet.Notary.Blobs;

/// <summary>
/// The blob of one verification, read at most once, for all its signatures: a pipe can be read no second time, and a file
/// that is replaced between two readings would be verified piece by piece, its old content by one signature and its new
/// content by the other.
/// </summary>
internal sealed class BlobContent(BlobVerifyRequest request, CancellationToken cancellationToken)
{
    private readonly Lock _gate = new();
    private readonly HashSet<HashAlgorithmName> _algorithms = [];
    private readonly TaskCompletionSource _isComplete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<BlobDigests>? _reading;

    /// <summary>Says that a signature may ask for this hash. Before <see cref="Complete"/> only.</summary>
    public void Expect(HashAlgorithmName algorithm)
    {
        lock (_gate)
        {
            _algorithms.Add(algorithm);
        }
    }

    /// <summary>All signatures have said their hash: reading may begin as soon as one of them asks.</summary>
    public void Complete() => _isComplete.SetResult();

    /// <summary>Media type, digest and size of the content.</summary>
    /// <param name="algorithm">The hash, one that was expected.</param>
    /// <param name="mediaType">The media type that is believed: what the caller asks for, else what was signed.</param>
    /// <exception cref="IOException">The content cannot be read.</exception>
    public async Task<Descriptor> DescribeAsync(HashAlgorithmName algorithm, string mediaType)
    {
        await _isComplete.Task.ConfigureAwait(false);
        Task<BlobDigests> reading;
        lock (_gate)
        {
            reading = _reading ??= ReadAsync();
        }

        return (await reading.ConfigureAwait(false)).Describe(algorithm, mediaType);
    }

    private async Task<BlobDigests> ReadAsync()
    {
        var blob = await request.Open(cancellationToken).ConfigureAwait(false);
        await using (blob.ConfigureAwait(false))
        {
            return await BlobHasher.ReadAsync(blob, _algorithms, request.Progress, cancellationToken).ConfigureAwait(false);
        }
    }
}
