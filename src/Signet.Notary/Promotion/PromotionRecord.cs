using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Signet.Json;
using Signet.Notary.Artifacts;
using Signet.Notary.Graph;
using Signet.Oci;

namespace Signet.Notary.Promotion;

/// <summary>
/// What is kept of a promotion beside the artifact: who, when, from where to where, by which policies and with which verdicts.
/// It is a manifest of its own type that refers to the artifact, with one layer of JSON (docs/promotion.md), signed by the key
/// that stamped the artifact. Equal facts give equal bytes.
/// </summary>
public sealed record PromotionRecord
{
    /// <summary>Artifact type of the manifest and media type of its layer.</summary>
    public const string MediaType = "application/vnd.signet.promotion.v1+json";

    /// <summary>The artifact.</summary>
    public required Descriptor Artifact { get; init; }

    /// <summary>When the record was made, in whole seconds.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Subject of the stamping key's certificate.</summary>
    public required string Signer { get; init; }

    /// <summary>Who promoted, as they said; null when they said nothing.</summary>
    public string? Actor { get; init; }

    /// <summary>Name and version of the program; null when it did not say.</summary>
    public string? Tool { get; init; }

    /// <summary>The source.</summary>
    public required PromotionRecordSide From { get; init; }

    /// <summary>The destination.</summary>
    public required PromotionRecordSide To { get; init; }

    /// <summary>What the destination's tag named before; null for nothing.</summary>
    public Digest? Replaced { get; init; }

    /// <summary>True for a record in a verified graph.</summary>
    public static bool Is(GraphNodeVerdict node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Role == GraphRole.Report && node.ArtifactType == MediaType;
    }

    /// <summary>The JSON document, on lines of its own: people read it too.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(
            buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = GoJsonEncoder.Instance }))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 1);
            json.WriteStartObject("artifact");
            json.WriteString("mediaType", Artifact.MediaType);
            json.WriteString("digest", Artifact.Digest.ToString());
            json.WriteNumber("size", Artifact.Size);
            json.WriteEndObject();
            json.WriteString("time", GoTime.Rfc3339Utc(Time));
            json.WriteString("signer", Signer);
            WriteOptional(json, "actor", Actor);
            WriteOptional(json, "tool", Tool);
            Write(json, "from", From, null);
            Write(json, "to", To, Replaced);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>
    /// What two records of one promotion can differ in: their time, and what the tag named. Null when it is no record.
    /// </summary>
    internal static (DateTimeOffset Time, Digest? Replaced)? ReadVariables(ReadOnlyMemory<byte> json)
    {
        if (StrictJson.FindFault(json.Span, NotaryLimits.PromotionRecordTokens) is not null)
        {
            return null;
        }

        using var document = JsonDocument.Parse(json);
        if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
            || !root.TryGetProperty("time", out var time)
            || time.ValueKind != JsonValueKind.String
            || !DateTimeOffset.TryParseExact(
                time.GetString(),
                "yyyy-MM-dd'T'HH:mm:ss'Z'",
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var read))
        {
            return null;
        }

        Digest? replaced = root.TryGetProperty("to", out var to) && to.ValueKind == JsonValueKind.Object
            && to.TryGetProperty("replaced", out var old) && old.ValueKind == JsonValueKind.String
            && Digest.TryParse(old.GetString(), out var digest)
                ? digest
                : null;
        return (read, replaced);
    }

    private static void Write(Utf8JsonWriter json, string name, PromotionRecordSide side, Digest? replaced)
    {
        json.WriteStartObject(name);
        json.WriteString("reference", side.Reference);
        WriteOptional(json, "replaced", replaced?.ToString());
        WriteOptional(json, "environment", side.Environment);
        json.WriteStartObject("policy");
        json.WriteString("digest", side.Policy.ToString());
        WriteOptional(json, "statement", side.Statement);
        WriteOptional(json, "level", side.Level);
        json.WriteEndObject();
        json.WriteString("verdict", Text(side.Verdict));
        json.WriteStartArray("parts");
        foreach (var part in side.Parts
            .OrderBy(p => p.Role)
            .ThenBy(p => p.ArtifactType, StringComparer.Ordinal)
            .ThenBy(p => p.Descriptor.Digest.ToString(), StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("digest", part.Descriptor.Digest.ToString());
            json.WriteString("role", Text(part.Role));
            WriteOptional(json, "artifactType", part.ArtifactType);
            WriteOptional(json, "platform", Text(part.Platform));
            json.WriteString("verdict", Text(part.Kind));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static string? Text(Platform? platform) => platform is null
        ? null
        : string.Join('/', new[] { platform.Os, platform.Architecture, platform.Variant }.OfType<string>());

    private static string Text<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
