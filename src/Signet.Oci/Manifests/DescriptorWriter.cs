using System.Text.Json;

namespace Signet.Oci.Manifests;

/// <summary>
/// Writes descriptors as Go's encoder writes the image specification's structures: members in declaration order, empty
/// optional members left out, keys of maps sorted by their bytes.
/// </summary>
internal static class DescriptorWriter
{
    public static void Write(Utf8JsonWriter writer, Descriptor descriptor)
    {
        writer.WriteStartObject();
        writer.WriteString("mediaType"u8, descriptor.MediaType);
        writer.WriteString("digest"u8, descriptor.Digest.ToString());
        writer.WriteNumber("size"u8, descriptor.Size);
        WriteTexts(writer, "urls", descriptor.Urls);
        WriteMap(writer, "annotations", descriptor.Annotations);
        if (descriptor.Data is { Length: > 0 } data)
        {
            // Go leaves the plus sign of base64 alone; WriteBase64String would escape it.
            writer.WriteString("data"u8, Convert.ToBase64String(data));
        }

        if (descriptor.Platform is { } platform)
        {
            writer.WritePropertyName("platform"u8);
            WritePlatform(writer, platform);
        }

        WriteText(writer, "artifactType", descriptor.ArtifactType);
        writer.WriteEndObject();
    }

    public static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            writer.WriteString(name, value);
        }
    }

    public static void WriteMap(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string>? map)
    {
        if (map is null || map.Count == 0)
        {
            return;
        }

        writer.WriteStartObject(name);
        foreach (var (key, value) in map.OrderBy(pair => pair.Key, Utf8Order.Instance))
        {
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>A platform by itself, as it is also written for a configuration.</summary>
    public static void WritePlatform(Utf8JsonWriter writer, Platform platform)
    {
        writer.WriteStartObject();
        writer.WriteString("architecture"u8, platform.Architecture ?? "");
        writer.WriteString("os"u8, platform.Os ?? "");
        WriteText(writer, "os.version", platform.OsVersion);
        WriteTexts(writer, "os.features", platform.OsFeatures);
        WriteText(writer, "variant", platform.Variant);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null || texts.Count == 0)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }
}
