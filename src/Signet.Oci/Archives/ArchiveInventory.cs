namespace Signet.Oci.Archives;

/// <summary>What is in an archive of a layout, every byte of which was looked at.</summary>
public sealed record ArchiveInventory
{
    /// <summary>Every blob, with its size; its content has this digest.</summary>
    public required IReadOnlyDictionary<Digest, long> Blobs { get; init; }

    /// <summary>The entries of <c>index.json</c>, each as its manifest says, without their tags.</summary>
    public required IReadOnlyList<Descriptor> Manifests { get; init; }

    /// <summary>The tags of <c>index.json</c> and what they name.</summary>
    public required IReadOnlyDictionary<string, Digest> Tags { get; init; }
}
