using System.Text.Json;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Cli.Commands.Targets;

/// <summary>Finds the manifest for a platform (image-spec, "Image Index", <c>platform</c>).</summary>
internal static class PlatformSelection
{
    /// <summary>Bytes of an image configuration that are read to learn its platform; those of large images are some 100 KiB.</summary>
    public const int MaxConfigBytes = 4 * 1024 * 1024;

    private static readonly HashSet<string> ImageConfigs =
    [
        "application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json",
    ];

    /// <summary>
    /// What <paramref name="reference"/> names for <paramref name="platform"/>: the first entry of an index that fits, or
    /// an image whose configuration says that it is for it. Without a platform, just what it names.
    /// </summary>
    /// <exception cref="OciException">There is none for the platform.</exception>
    public static async Task<Descriptor> ResolveAsync(
        IRepository repository, string reference, Platform? platform, CancellationToken cancellationToken)
    {
        if (platform is null)
        {
            return await repository.ResolveAsync(reference, cancellationToken);
        }

        var root = await repository.FetchManifestAsync(reference, cancellationToken);
        if (MediaTypes.IsIndex(root.MediaType))
        {
            return root.Manifests.FirstOrDefault(entry => entry.Platform is { } built && Fits(platform, built))
                ?? throw NotFound(root, "no matching manifest was found in the manifest list");
        }

        var built = await OfImageAsync(repository, root, cancellationToken) ?? throw new OciException(
            OciError.Unsupported,
            $"{root.Descriptor.Digest}: fail to recognize platform from unknown config {root.Config?.MediaType ?? "(none)"}: "
            + "only images and indexes are for a platform; leave out --platform");
        return Fits(platform, built) ? root.Descriptor : throw NotFound(root, "platform in manifest does not match target platform");
    }

    /// <summary>The platform an image's configuration states; null when the manifest is of no image.</summary>
    public static async Task<Platform?> OfImageAsync(
        IRepository repository, Manifest manifest, CancellationToken cancellationToken)
    {
        if (manifest.Config is not { } config || !ImageConfigs.Contains(config.MediaType))
        {
            return null;
        }

        var content = await repository.FetchBlobAsync(config, MaxConfigBytes, cancellationToken);
        if (Output.JsonText.FindFault(content) is { } fault)
        {
            throw new OciException(OciError.Malformed, $"config {config.Digest} is malformed: {fault}");
        }

        using var document = Output.JsonText.Parse(content);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? Read(document.RootElement)
            : throw new OciException(OciError.Malformed, $"config {config.Digest} is malformed: not a JSON object");
    }

    /// <summary>True when something built for <paramref name="built"/> is what <paramref name="wanted"/> asks for.</summary>
    public static bool Fits(Platform wanted, Platform built) =>
        wanted.Os == built.Os
        && wanted.Architecture == built.Architecture
        && (wanted.OsVersion is null || wanted.OsVersion == built.OsVersion)
        && (wanted.Variant is null || wanted.Variant == built.Variant);

    private static Platform Read(JsonElement root)
    {
        string? Text(string name) =>
            root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        var features = root.TryGetProperty("os.features", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(f => f.ValueKind == JsonValueKind.String).Select(f => f.GetString()!).ToList()
            : null;
        return new()
        {
            Architecture = Text("architecture"),
            Os = Text("os"),
            OsVersion = Text("os.version"),
            OsFeatures = features,
            Variant = Text("variant"),
        };
    }

    private static OciException NotFound(Manifest manifest, string why) =>
        new(OciError.NotFound, $"{manifest.Descriptor.Digest}: not found: {why}");
}
