using Signet.Notary.Signing;

namespace Signet.Notary.Blobs;

/// <summary>How to sign a blob.</summary>
public sealed record BlobSignOptions
{
    /// <summary>Media type that is signed with the content; what a verifier may ask for.</summary>
    public string MediaType { get; init; } = BlobMediaType.Default;

    /// <summary>
    /// Metadata to sign with the blob: the annotations of the signed descriptor. Keys that start with
    /// <c>io.cncf.notary</c> are reserved.
    /// </summary>
    public IReadOnlyDictionary<string, string> UserMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>How the envelope is made.</summary>
    public EnvelopeOptions Envelope { get; init; } = new();

    /// <summary>Told the bytes read so far; null for nobody.</summary>
    public IProgress<long>? Progress { get; init; }
}
