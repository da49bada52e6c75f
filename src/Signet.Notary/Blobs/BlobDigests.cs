using System.Security.Cryptography;
using Signet.Oci;

namespace Signet.Notary.Blobs;

/// <summary>What one reading of a blob found.</summary>
/// <param name="Size">Its bytes.</param>
/// <param name="Values">Its digest by each hash that was asked for.</param>
internal sealed record BlobDigests(long Size, IReadOnlyDictionary<HashAlgorithmName, Digest> Values)
{
    /// <summary>The blob as a descriptor names it.</summary>
    public Descriptor Describe(HashAlgorithmName algorithm, string mediaType) =>
        new() { MediaType = mediaType, Digest = Values[algorithm], Size = Size };
}
