namespace Signet.Notary.Blobs;

/// <summary>Which blob to verify, and with which signatures.</summary>
public sealed record BlobVerifyRequest
{
    /// <summary>What the caller calls the blob: its path.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// Opens the content at its beginning. Called at most once, whatever the number of signatures and their hashes; not at
    /// all while no signature has passed every other check of the standard.
    /// </summary>
    public required Func<CancellationToken, Task<Stream>> Open { get; init; }

    /// <summary>The signatures to look at; one that is trusted suffices, unless the policy asks for more.</summary>
    public required IReadOnlyList<BlobSignature> Signatures { get; init; }

    /// <summary>Name of the policy statement that applies; null for the global one.</summary>
    public string? PolicyName { get; init; }

    /// <summary>The media type that must have been signed; null for any.</summary>
    public string? MediaType { get; init; }

    /// <summary>Metadata that the signature must hold: every key with exactly this value.</summary>
    public IReadOnlyDictionary<string, string> UserMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings that verification plugins get, passed on as they are.</summary>
    public IReadOnlyDictionary<string, string> PluginConfig { get; init; } = new Dictionary<string, string>();

    /// <summary>Told the bytes read so far; null for nobody.</summary>
    public IProgress<long>? Progress { get; init; }
}
