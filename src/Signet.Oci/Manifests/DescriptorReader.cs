using System.Buffers.Text;
using System.Text.Json;

namespace Signet.Oci.Manifests;

/// <summary>Reads a content descriptor (OCI image-spec, "Content Descriptors").</summary>
internal static class DescriptorReader
{
    /// <summary>Longest media type: type and subtype have at most 127 characters each (RFC 6838, section 4.2).</summary>
    private const int MaxMediaTypeLength = 255;

    private static readonly string[] Members =
        ["mediaType", "digest", "size", "urls", "annotations", "data", "platform", "artifactType"];

    private static readonly string[] PlatformMembers =
        ["architecture", "os", "os.version", "os.features", "variant"];

    /// <summary>Reads one descriptor; <paramref name="where"/> is its place for messages.</summary>
    /// <exception cref="FormatException">A member is missing or wrong.</exception>
    public static Descriptor Read(JsonElement element, string where)
    {
        var members = new JsonMembers(element, where, Members);
        var mediaType = members.FindText("mediaType") ?? throw new FormatException($"{where}.mediaType is missing");
        CheckMediaType(mediaType, $"{where}.mediaType");
        var digestText = members.FindText("digest") ?? throw new FormatException($"{where}.digest is missing");
        if (!Digest.TryParse(digestText, out var digest, out var fault))
        {
            throw new FormatException($"{where}.digest: {fault}");
        }

        return new Descriptor
        {
            MediaType = mediaType,
            Digest = digest,
            Size = ReadSize(members, where),
            Urls = members.FindTexts("urls"),
            Annotations = members.FindMap("annotations"),
            Data = ReadData(members, where),
            Platform = members.Find("platform") is { } platform ? ReadPlatform(platform, $"{where}.platform") : null,
            ArtifactType = members.FindText("artifactType") is { Length: > 0 } type ? type : null,
        };
    }

    /// <summary>
    /// A media type is sent in headers and printed on terminals, so what is not a printable ASCII character has no place
    /// in it.
    /// </summary>
    public static void CheckMediaType(string mediaType, string where)
    {
        if (mediaType.Length is 0 or > MaxMediaTypeLength || mediaType.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new FormatException($"{where} is not a media type");
        }
    }

    private static long ReadSize(JsonMembers members, string where)
    {
        if (members.Find("size") is not { ValueKind: JsonValueKind.Number } value || !value.TryGetInt64(out var size))
        {
            throw new FormatException($"{where}.size is missing or not a whole number");
        }

        return size >= 0 ? size : throw new FormatException($"{where}.size is negative: {size}");
    }

    private static byte[]? ReadData(JsonMembers members, string where)
    {
        if (members.FindText("data") is not { } text)
        {
            return null;
        }

        return Base64.IsValid(text)
            ? Convert.FromBase64String(text)
            : throw new FormatException($"{where}.data is not base64");
    }

    private static Platform ReadPlatform(JsonElement element, string where)
    {
        var members = new JsonMembers(element, where, PlatformMembers);
        return new Platform
        {
            Architecture = members.FindText("architecture"),
            Os = members.FindText("os"),
            OsVersion = members.FindText("os.version"),
            OsFeatures = members.FindTexts("os.features"),
            Variant = members.FindText("variant"),
        };
    }
}
