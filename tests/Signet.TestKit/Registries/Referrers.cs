using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Oci;

namespace Signet.TestKit.Registries;

/// <summary>Which manifests of a repository name a subject, as the referrers API lists them.</summary>
internal static class Referrers
{
    public static IReadOnlyList<JsonNode> Of(StoredRepository repository, string subject)
    {
        var entries = new List<JsonNode>();
        foreach (var digest in repository.ManifestDigests)
        {
            if (repository.FindManifest(digest) is var (_, manifest)
                && Parse(manifest) is { } content
                && SubjectOf(content) == subject)
            {
                entries.Add(Entry(digest, manifest, content));
            }
        }

        return entries;
    }

    /// <summary>The digest a manifest names as its subject, null when it names none or is no JSON object.</summary>
    public static string? SubjectOf(StoredManifest manifest) => Parse(manifest) is { } content ? SubjectOf(content) : null;

    private static string? SubjectOf(JsonObject content) =>
        content["subject"] is JsonObject subject ? (string?)subject["digest"] : null;

    private static JsonObject Entry(string digest, StoredManifest manifest, JsonObject content)
    {
        var entry = new JsonObject
        {
            ["mediaType"] = manifest.MediaType,
            ["digest"] = digest,
            ["size"] = manifest.Content.Length,
        };
        var config = content["config"] as JsonObject;
        if ((content["artifactType"] ?? (manifest.MediaType == MediaTypes.ImageManifest ? config?["mediaType"] : null)) is { } type)
        {
            entry["artifactType"] = type.DeepClone();
        }

        if (content["annotations"] is JsonObject annotations)
        {
            entry["annotations"] = annotations.DeepClone();
        }

        return entry;
    }

    /// <summary>Tests store what is no manifest at all; such content refers to nothing.</summary>
    private static JsonObject? Parse(StoredManifest manifest)
    {
        try
        {
            return JsonNode.Parse(manifest.Content) as JsonObject;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return null;
        }
    }
}
