namespace Signet.Oci.Manifests;

/// <summary>
/// A parsed manifest or index of any kind Signet knows (OCI image manifest and index, Docker manifest and list, the
/// removed OCI artifact manifest). Bytes are never re-encoded: <see cref="Descriptor"/> names exactly
/// <see cref="Content"/> (attack A15).
/// </summary>
public sealed record Manifest
{
    /// <summary>What names this manifest; its digest and size were checked against <see cref="Content"/>.</summary>
    public required Descriptor Descriptor { get; init; }

    /// <summary>The bytes as received.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>Media type, from the response and, where the document states one, equal to that.</summary>
    public required string MediaType { get; init; }

    /// <summary>The <c>artifactType</c> member.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>Configuration; absent in an index and in an artifact manifest.</summary>
    public Descriptor? Config { get; init; }

    /// <summary>Layers of an image manifest, or <c>blobs</c> of an artifact manifest.</summary>
    public IReadOnlyList<Descriptor> Layers { get; init; } = [];

    /// <summary>Entries of an index.</summary>
    public IReadOnlyList<Descriptor> Manifests { get; init; } = [];

    /// <summary>The manifest this one refers to.</summary>
    public Descriptor? Subject { get; init; }

    /// <summary>Annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The type referrers lists give for this manifest: <see cref="ArtifactType"/>, else the configuration's media type
    /// (distribution-spec, "Listing Referrers").
    /// </summary>
    public string? EffectiveArtifactType => ArtifactType ?? Config?.MediaType;
}
