using System.Buffers;

namespace Signet.Oci.Packing;

/// <summary>Media types and annotations <c>oras</c> gives what it packs.</summary>
public static class PackingTypes
{
    /// <summary>Type of an artifact nobody gave one.</summary>
    public const string UnknownArtifact = "application/vnd.unknown.artifact.v1";

    /// <summary>Media type of a configuration nobody gave one.</summary>
    public const string UnknownConfig = "application/vnd.unknown.config.v1+json";

    /// <summary>Media type of a file nobody gave one.</summary>
    public const string File = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>Media type of a directory nobody gave one.</summary>
    public const string Directory = "application/vnd.oci.image.layer.v1.tar+gzip";

    /// <summary>Media type of an image configuration.</summary>
    public const string ImageConfig = "application/vnd.oci.image.config.v1+json";

    /// <summary>Annotation: the name of a layer's file (image-spec, annotations.md).</summary>
    public const string Title = "org.opencontainers.image.title";

    /// <summary>Annotation: when the manifest was made, RFC 3339.</summary>
    public const string Created = "org.opencontainers.image.created";

    /// <summary>Annotation: the digest of a packed directory's tar archive before it was compressed.</summary>
    public const string ContentDigest = "io.deis.oras.content.digest";

    /// <summary>Annotation: <c>true</c> when the layer is to be unpacked.</summary>
    public const string Unpack = "io.deis.oras.content.unpack";

    private static readonly SearchValues<char> Alphanumeric =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&^_.+-");

    /// <summary>True for a type and a subtype as RFC 6838 (section 4.2) has them.</summary>
    public static bool IsMediaType(string? text)
    {
        var slash = text?.IndexOf('/', StringComparison.Ordinal) ?? -1;
        return slash > 0 && IsName(text.AsSpan(0, slash)) && IsName(text.AsSpan(slash + 1));
    }

    private static bool IsName(ReadOnlySpan<char> name) =>
        name.Length is > 0 and <= 127 && Alphanumeric.Contains(name[0]) && !name.ContainsAnyExcept(NameCharacters);
}
