using System.Buffers;
using System.Text.Json;
using Signet.Json;

namespace Signet.Oci.Manifests;

/// <summary>
/// Writes manifests and indexes byte for byte as <c>oras</c> and <c>notation</c> do: the order of members, which of them
/// are left out, and the escapes of strings are part of the digest.
/// </summary>
public static class ManifestWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = GoJsonEncoder.Instance };

    /// <summary>An OCI image manifest.</summary>
    /// <param name="config">Configuration.</param>
    /// <param name="layers">Layers; an empty list is written as <c>[]</c>.</param>
    /// <param name="artifactType">Artifact type; null or empty leaves it out.</param>
    /// <param name="subject">The manifest it refers to.</param>
    /// <param name="annotations">Annotations; written sorted by key.</param>
    public static byte[] WriteImageManifest(
        Descriptor config,
        IReadOnlyList<Descriptor> layers,
        string? artifactType = null,
        Descriptor? subject = null,
        IReadOnlyDictionary<string, string>? annotations = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(layers);
        return Write(writer =>
        {
            writer.WriteNumber("schemaVersion"u8, 2);
            writer.WriteString("mediaType"u8, MediaTypes.ImageManifest);
            DescriptorWriter.WriteText(writer, "artifactType", artifactType);
            writer.WritePropertyName("config"u8);
            DescriptorWriter.Write(writer, config);
            WriteList(writer, "layers", layers);
            WriteSubject(writer, subject);
            DescriptorWriter.WriteMap(writer, "annotations", annotations);
        });
    }

    /// <summary>An OCI image index.</summary>
    /// <param name="manifests">Entries; an empty list is written as <c>[]</c>.</param>
    /// <param name="artifactType">Artifact type; null or empty leaves it out.</param>
    /// <param name="subject">The manifest it refers to.</param>
    /// <param name="annotations">Annotations; written sorted by key.</param>
    public static byte[] WriteIndex(
        IReadOnlyList<Descriptor> manifests,
        string? artifactType = null,
        Descriptor? subject = null,
        IReadOnlyDictionary<string, string>? annotations = null)
    {
        ArgumentNullException.ThrowIfNull(manifests);
        return WriteIndex(MediaTypes.ImageIndex, manifests, artifactType, subject, annotations);
    }

    /// <summary>A descriptor by itself, as <c>oras</c> prints it.</summary>
    public static byte[] WriteDescriptor(Descriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        DescriptorWriter.Write(writer, descriptor);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// The index that stands in for the referrers API under a tag (distribution-spec, "Referrers Tag Schema"): distinct
    /// entries in their order.
    /// </summary>
    public static byte[] WriteReferrersIndex(IEnumerable<Descriptor> referrers) =>
        WriteIndex([.. referrers.DistinctBy(entry => (entry.MediaType, entry.Digest, entry.Size))]);

    /// <summary>
    /// The entry that lists <paramref name="referrer"/> among its subject's referrers: its annotations, and the artifact
    /// type or what stands for it (distribution-spec, "Listing Referrers").
    /// </summary>
    public static Descriptor ReferrerEntry(Manifest referrer)
    {
        ArgumentNullException.ThrowIfNull(referrer);
        return referrer.Descriptor.Bare() with
        {
            ArtifactType = referrer.EffectiveArtifactType,
            Annotations = referrer.Annotations.Count == 0 ? null : referrer.Annotations,
        };
    }

    /// <summary>An index with or without its media type; a layout's <c>index.json</c> has none.</summary>
    internal static byte[] WriteIndex(
        string? mediaType,
        IReadOnlyList<Descriptor> manifests,
        string? artifactType,
        Descriptor? subject,
        IReadOnlyDictionary<string, string>? annotations) => Write(writer =>
        {
            writer.WriteNumber("schemaVersion"u8, 2);
            DescriptorWriter.WriteText(writer, "mediaType", mediaType);
            DescriptorWriter.WriteText(writer, "artifactType", artifactType);
            WriteList(writer, "manifests", manifests);
            WriteSubject(writer, subject);
            DescriptorWriter.WriteMap(writer, "annotations", annotations);
        });

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteSubject(Utf8JsonWriter writer, Descriptor? subject)
    {
        if (subject is not null)
        {
            writer.WritePropertyName("subject"u8);
            DescriptorWriter.Write(writer, subject);
        }
    }

    private static void WriteList(Utf8JsonWriter writer, string name, IReadOnlyList<Descriptor> descriptors)
    {
        writer.WriteStartArray(name);
        foreach (var descriptor in descriptors)
        {
            DescriptorWriter.Write(writer, descriptor);
        }

        writer.WriteEndArray();
    }
}
