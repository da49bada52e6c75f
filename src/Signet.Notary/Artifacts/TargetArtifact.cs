using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Signet.Json;
using Signet.Oci;
using Signet.Signatures;

namespace Signet.Notary.Artifacts;

/// <summary>
/// The payload of a signature: one JSON object whose <c>targetArtifact</c> is the signed descriptor
/// (signature-specification.md, "Payload"). Its annotations are the user metadata.
/// </summary>
internal static class TargetArtifact
{
    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = GoJsonEncoder.Instance };

    /// <summary>
    /// The payload's bytes, as <c>notation</c> writes them for the envelope format: members in the order of its type in
    /// COSE, sorted in JWS, because its JWS library takes the payload through a map.
    /// </summary>
    public static byte[] Write(
        string envelopeMediaType, Descriptor artifact, IReadOnlyDictionary<string, string> userMetadata)
    {
        var sorted = envelopeMediaType == NotaryMediaTypes.Jws;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            json.WriteStartObject();
            json.WriteStartObject("targetArtifact");
            if (sorted)
            {
                WriteAnnotations(json, userMetadata);
                json.WriteString("digest", artifact.Digest.ToString());
                json.WriteString("mediaType", artifact.MediaType);
                json.WriteNumber("size", artifact.Size);
            }
            else
            {
                json.WriteString("mediaType", artifact.MediaType);
                json.WriteString("digest", artifact.Digest.ToString());
                json.WriteNumber("size", artifact.Size);
                WriteAnnotations(json, userMetadata);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>Reads a payload; unknown members are ignored, as the specification allows them.</summary>
    public static bool TryRead(
        ReadOnlySpan<byte> payload,
        [NotNullWhen(true)] out Descriptor? artifact,
        [NotNullWhen(false)] out string? fault)
    {
        artifact = null;
        fault = StrictJson.FindFault(payload);
        if (fault is not null)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(payload.ToArray());
            artifact = ReadDescriptor(document.RootElement.GetProperty("targetArtifact"));
            return true;
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            fault = "the payload has no targetArtifact with a mediaType, a digest and a size";
            return false;
        }
    }

    private static void WriteAnnotations(Utf8JsonWriter json, IReadOnlyDictionary<string, string> annotations)
    {
        if (annotations.Count == 0)
        {
            return;
        }

        json.WriteStartObject("annotations");
        foreach (var (key, value) in annotations.OrderBy(a => a.Key, Utf8Order.Instance))
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static Descriptor ReadDescriptor(JsonElement element) => new()
    {
        MediaType = RequireString(element.GetProperty("mediaType")),
        Digest = Digest.Parse(RequireString(element.GetProperty("digest"))),
        Size = element.GetProperty("size").GetInt64(),
        Annotations = element.TryGetProperty("annotations", out var annotations)
                && annotations.ValueKind != JsonValueKind.Null
            ? annotations.EnumerateObject().ToDictionary(a => a.Name, a => RequireString(a.Value), StringComparer.Ordinal)
            : null,
    };

    private static string RequireString(JsonElement element) =>
        element.GetString() ?? throw new FormatException("null where text must be");

    /// <summary>Go sorts by the bytes of UTF-8, which is not the order of UTF-16 for characters above U+FFFF.</summary>
    private sealed class Utf8Order : IComparer<string>
    {
        public static readonly Utf8Order Instance = new();

        public int Compare(string? x, string? y) =>
            Encoding.UTF8.GetBytes(x ?? "").AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y ?? ""));
    }
}
