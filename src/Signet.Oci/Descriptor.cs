using System.Text.Json.Serialization;

namespace Signet.Oci;

/// <summary>
/// What names a piece of content: its media type, digest and size in bytes (OCI image-spec, "Content Descriptors").
/// Members are written in the order <c>oras</c> writes them.
/// </summary>
public sealed record Descriptor
{
    /// <summary>Media type of the content.</summary>
    [JsonPropertyName("mediaType")]
    public required string MediaType { get; init; }

    /// <summary>Digest of the content.</summary>
    [JsonPropertyName("digest")]
    public required Digest Digest { get; init; }

    /// <summary>Size of the content in bytes.</summary>
    [JsonPropertyName("size")]
    public required long Size { get; init; }

    /// <summary>Other places the content may be fetched from. Signet never follows them.</summary>
    [JsonPropertyName("urls")]
    public IReadOnlyList<string>? Urls { get; init; }

    /// <summary>Free-form annotations.</summary>
    [JsonPropertyName("annotations")]
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>The content itself, for very small content.</summary>
    [JsonPropertyName("data")]
    public byte[]? Data { get; init; }

    /// <summary>Platform, in an index.</summary>
    [JsonPropertyName("platform")]
    public Platform? Platform { get; init; }

    /// <summary>Type of the artifact the descriptor points at, in a referrers list.</summary>
    [JsonPropertyName("artifactType")]
    public string? ArtifactType { get; init; }

    /// <summary>True when both name the same content: equal media type, digest and size.</summary>
    public bool NamesSameContent(Descriptor other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Digest == other.Digest && Size == other.Size && MediaType == other.MediaType;
    }

    /// <summary>The three members that name content, without annotations or other additions.</summary>
    public Descriptor Bare() => new() { MediaType = MediaType, Digest = Digest, Size = Size };

    /// <summary>Describes <paramref name="content"/> with its SHA-256 digest.</summary>
    public static Descriptor Of(string mediaType, ReadOnlySpan<byte> content) =>
        new() { MediaType = mediaType, Digest = Digest.Sha256(content), Size = content.Length };

    /// <summary>The two bytes that <see cref="EmptyJson"/> describes.</summary>
    public static ReadOnlyMemory<byte> EmptyJsonContent { get; } = "{}"u8.ToArray();

    /// <summary>The well-known empty JSON object, <c>{}</c> (OCI image-spec, "Guidance for an Empty Descriptor").</summary>
    public static Descriptor EmptyJson { get; } =
        Of(MediaTypes.EmptyJson, EmptyJsonContent.Span) with { Data = EmptyJsonContent.ToArray() };
}
