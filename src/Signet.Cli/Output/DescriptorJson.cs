using System.Buffers;
using System.Text.Json;
using Signet.Json;
using Signet.Oci;

namespace Signet.Cli.Output;

/// <summary>Descriptors as the JSON formats show them: what names the content, then what describes it.</summary>
internal static class DescriptorJson
{
    /// <summary>Writes one document.</summary>
    public static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = GoJsonEncoder.Instance }))
        {
            write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Members of a descriptor, <c>reference</c> first.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, string reference, Descriptor descriptor)
    {
        writer.WriteString("reference"u8, reference);
        writer.WriteString("mediaType"u8, descriptor.MediaType);
        writer.WriteString("digest"u8, descriptor.Digest.ToString());
        writer.WriteNumber("size"u8, descriptor.Size);
        if (descriptor.Annotations is { Count: > 0 } annotations)
        {
            writer.WriteStartObject("annotations"u8);
            foreach (var (key, value) in annotations.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }

        if (descriptor.ArtifactType is { Length: > 0 } type)
        {
            writer.WriteString("artifactType"u8, type);
        }
    }

    /// <summary>A document that was fetched, the members of its objects sorted as Go sorts those of a map.</summary>
    public static void WriteSorted(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(m => m.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    WriteSorted(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    WriteSorted(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(element.GetString());
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
