using System.Text.Json;
using Signet.Json;

namespace Signet.Oci.Packing;

/// <summary>
/// The file behind <c>--annotation-file</c>: <c>{"$manifest":{…},"$config":{…},"path":{…}}</c>, every value text.
/// </summary>
public sealed record AnnotationFile
{
    /// <summary>Annotations of the manifest.</summary>
    public required IReadOnlyDictionary<string, string> Manifest { get; init; }

    /// <summary>Annotations of the configuration.</summary>
    public required IReadOnlyDictionary<string, string> Config { get; init; }

    /// <summary>Annotations of files, by path as typed on the command line.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Files { get; init; }

    /// <summary>Reads the file at <paramref name="path"/>.</summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.Malformed"/>: it is missing, cannot be read, or is not in that form.
    /// </exception>
    public static async Task<AnnotationFile> ReadAsync(
        string path, OciLimits? limits = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return Parse(await BoundedReader.ReadFileAsync(path, (limits ?? OciLimits.Default).ManifestBytes, cancellationToken)
                .ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new OciException(
                OciError.Malformed,
                $"invalid annotation json file: failed to load annotations from {path}: {e.Message} Expected is a JSON "
                + "object of objects: {\"$manifest\":{\"key\":\"value\"},\"$config\":{…},\"file.txt\":{…}}",
                e);
        }
    }

    private static AnnotationFile Parse(byte[] content)
    {
        if (StrictJson.FindFault(content) is { } fault)
        {
            throw new FormatException($"{fault}.");
        }

        using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = StrictJson.MaxDepth });
        var files = Members(document.RootElement, "the file").ToDictionary(
            member => member.Name,
            member => (IReadOnlyDictionary<string, string>)Members(member.Value, $"\"{member.Name}\"").ToDictionary(
                pair => pair.Name,
                pair => pair.Value.ValueKind == JsonValueKind.String
                    ? pair.Value.GetString()!
                    : throw new FormatException($"\"{pair.Name}\" of \"{member.Name}\" is no text."),
                StringComparer.Ordinal),
            StringComparer.Ordinal);
        files.Remove("$manifest", out var manifest);
        files.Remove("$config", out var config);
        return new AnnotationFile
        {
            Manifest = manifest ?? new Dictionary<string, string>(),
            Config = config ?? new Dictionary<string, string>(),
            Files = files,
        };
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement element, string what) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject()
            : throw new FormatException($"{what} is no JSON object.");
}
