using System.Text.Json;
using Signet.Json;

namespace Signet.Oci.Manifests;

/// <summary>
/// Reads manifests and indexes of the five kinds in <see cref="MediaTypes"/>, after their digest and size were checked
/// and the document passed <see cref="StrictJson"/>. The bytes are kept as they came (attack A15).
/// </summary>
/// <remarks>
/// Stricter than Go, which lets a member's name differ in case, the last of two equal members win and anything follow
/// the document (attack A16).
/// </remarks>
public static class ManifestReader
{
    private static readonly string[] Members =
    [
        "schemaVersion", "mediaType", "artifactType", "config", "layers", "blobs", "manifests", "subject", "annotations",
    ];

    /// <summary>Reads the manifest that <paramref name="descriptor"/> names.</summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.ContentMismatch"/>: digest, size or media type differ from the descriptor.
    /// <see cref="OciError.Malformed"/>: not a manifest. <see cref="OciError.LimitExceeded"/>: too large.
    /// </exception>
    public static Manifest Read(Descriptor descriptor, ReadOnlyMemory<byte> content, OciLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        limits ??= OciLimits.Default;
        if (content.Length > limits.ManifestBytes)
        {
            throw new OciException(
                OciError.LimitExceeded,
                $"manifest {descriptor.Digest} has {content.Length} bytes, more than the limit of {limits.ManifestBytes}");
        }

        CheckContent(descriptor, content.Span);
        return Parse(descriptor, content, limits);
    }

    /// <summary>
    /// The media type of a document by itself: the one it states, else the one its members show; null when it is no
    /// manifest.
    /// </summary>
    internal static string? FindMediaType(ReadOnlyMemory<byte> content)
    {
        if (StrictJson.FindFault(content.Span) is not null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(content);
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (root.TryGetProperty("mediaType", out var stated))
        {
            return stated.ValueKind == JsonValueKind.String && MediaTypes.IsManifest(stated.GetString()!)
                ? stated.GetString()
                : null;
        }

        return root.TryGetProperty("manifests", out _) ? MediaTypes.ImageIndex
            : root.TryGetProperty("config", out _) && root.TryGetProperty("layers", out _) ? MediaTypes.ImageManifest
            : null;
    }

    /// <summary>Checks size, then digest.</summary>
    /// <exception cref="OciException"><see cref="OciError.ContentMismatch"/>.</exception>
    internal static void CheckContent(Descriptor descriptor, ReadOnlySpan<byte> content)
    {
        if (content.Length != descriptor.Size)
        {
            throw new OciException(
                OciError.ContentMismatch,
                $"content of {descriptor.Digest} has {content.Length} bytes, but its descriptor says {descriptor.Size}");
        }

        if (!descriptor.Digest.Matches(content))
        {
            throw new OciException(
                OciError.ContentMismatch,
                $"content does not have the digest {descriptor.Digest} it was asked for by: the copy is damaged or forged");
        }
    }

    private static Manifest Parse(Descriptor descriptor, ReadOnlyMemory<byte> content, OciLimits limits)
    {
        if (!MediaTypes.IsManifest(descriptor.MediaType))
        {
            throw Malformed(descriptor, $"the media type \"{descriptor.MediaType}\" is none of a manifest");
        }

        // A member that nobody reads may hold anything; JsonMembers refuses what is read.
        if (StrictJson.FindFault(content.Span, allowsHalfPairs: true) is { } fault)
        {
            throw Malformed(descriptor, fault);
        }

        try
        {
            using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = StrictJson.MaxDepth });
            var members = new JsonMembers(document.RootElement, "manifest", Members);
            CheckKind(descriptor, members);
            return Build(descriptor, content, members, limits);
        }
        catch (FormatException e)
        {
            throw Malformed(descriptor, e.Message, e);
        }
        catch (JsonException e)
        {
            throw Malformed(descriptor, e.Message, e);
        }
    }

    /// <summary>
    /// The document must be of the kind it was announced as. One with the members of two kinds is refused, for programs
    /// would differ on what it is (CVE-2021-41190).
    /// </summary>
    private static void CheckKind(Descriptor descriptor, JsonMembers members)
    {
        if (members.FindText("mediaType") is { Length: > 0 } stated && stated != descriptor.MediaType)
        {
            throw new OciException(
                OciError.ContentMismatch,
                $"manifest {descriptor.Digest} was announced as \"{descriptor.MediaType}\" but says \"{stated}\"");
        }

        if (members.Find("schemaVersion") is { } version
            && descriptor.MediaType != MediaTypes.ArtifactManifest
            && !(version.ValueKind == JsonValueKind.Number && version.TryGetInt32(out var number) && number == 2))
        {
            throw new FormatException("schemaVersion is not 2");
        }

        string[] foreign = descriptor.MediaType switch
        {
            MediaTypes.ImageIndex or MediaTypes.DockerManifestList => ["config", "layers", "blobs"],
            MediaTypes.ArtifactManifest => ["config", "layers", "manifests"],
            _ => ["manifests", "blobs"],
        };
        foreach (var name in foreign)
        {
            if (members.Has(name))
            {
                throw new FormatException($"a document of type {descriptor.MediaType} must not have \"{name}\"");
            }
        }
    }

    private static Manifest Build(
        Descriptor descriptor, ReadOnlyMemory<byte> content, JsonMembers members, OciLimits limits)
    {
        var isIndex = MediaTypes.IsIndex(descriptor.MediaType);
        var isDocker = descriptor.MediaType is MediaTypes.DockerManifest or MediaTypes.DockerManifestList;
        var hasConfig = descriptor.MediaType is MediaTypes.ImageManifest or MediaTypes.DockerManifest;
        if (hasConfig && members.Find("config") is null)
        {
            throw new FormatException("manifest.config is missing");
        }

        // Go writes a nil list as null: that is an empty index. No member at all is some other document (attack A10).
        if (isIndex && !members.Has("manifests"))
        {
            throw new FormatException("manifest.manifests is missing");
        }

        return new Manifest
        {
            Descriptor = descriptor,
            Content = content,
            MediaType = descriptor.MediaType,
            ArtifactType = !isDocker && members.FindText("artifactType") is { Length: > 0 } type ? type : null,
            Config = members.Find("config") is { } config ? DescriptorReader.Read(config, "manifest.config") : null,
            Layers = ReadList(members, hasConfig ? "layers" : "blobs", limits),
            Manifests = ReadList(members, "manifests", limits),
            // Docker's formats have no subject; one that is there nevertheless means nothing.
            Subject = !isDocker && members.Find("subject") is { } subject
                ? DescriptorReader.Read(subject, "manifest.subject")
                : null,
            Annotations = members.FindMap("annotations") ?? new Dictionary<string, string>(),
        };
    }

    private static List<Descriptor> ReadList(JsonMembers members, string name, OciLimits limits)
    {
        var list = new List<Descriptor>();
        foreach (var item in members.FindItems(name, limits.ManifestEntries))
        {
            list.Add(DescriptorReader.Read(item, $"manifest.{name}[{list.Count}]"));
        }

        return list;
    }

    private static OciException Malformed(Descriptor descriptor, string fault, Exception? cause = null) =>
        new(OciError.Malformed, $"manifest {descriptor.Digest} is malformed: {fault}", cause);
}
