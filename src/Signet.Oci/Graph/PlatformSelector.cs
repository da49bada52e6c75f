using System.Runtime.InteropServices;
using System.Text.Json;
using Signet.Json;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;

namespace Signet.Oci.Graph;

/// <summary>Chooses what <c>--platform</c> asks for, by the rules of <c>oras</c>.</summary>
public static class PlatformSelector
{
    private const string ImageConfig = "application/vnd.oci.image.config.v1+json";
    private const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>
    /// Reads <c>os[/arch][/variant][:os_version]</c>. Without an architecture, this machine's is meant.
    /// </summary>
    /// <exception cref="FormatException">It is none such; the message quotes it.</exception>
    public static Platform Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var version = colon < 0 ? null : text[(colon + 1)..];
        var parts = (colon < 0 ? text : text[..colon]).Split('/');
        if (parts.Length > 3 || parts.Any(part => part.Length == 0) || version is { Length: 0 })
        {
            throw new FormatException(
                $"failed to parse platform \"{text}\": expected format os[/arch[/variant]][:os_version], for example linux/arm64");
        }

        return new Platform
        {
            Os = parts[0],
            Architecture = parts.Length > 1 ? parts[1] : MachineArchitecture(),
            Variant = parts.Length > 2 ? parts[2] : null,
            OsVersion = version,
        };
    }

    /// <summary>
    /// The manifest of a platform: of an index its first entry that matches, and a manifest itself when its configuration
    /// does. Without a platform, just what <paramref name="reference"/> names.
    /// </summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.NotFound"/>: nothing matches. <see cref="OciError.Unsupported"/>: the manifest's configuration
    /// states no platform.
    /// </exception>
    public static async Task<Descriptor> SelectAsync(
        IRepository repository, string reference, Platform? wanted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        if (wanted is null)
        {
            return await repository.ResolveAsync(reference, cancellationToken).ConfigureAwait(false);
        }

        var manifest = await repository.FetchManifestAsync(reference, cancellationToken).ConfigureAwait(false);
        if (MediaTypes.IsIndex(manifest.MediaType))
        {
            return manifest.Manifests.FirstOrDefault(entry => Matches(entry.Platform, wanted)) ?? throw new OciException(
                OciError.NotFound,
                $"{manifest.Descriptor.Digest}: not found: no matching manifest was found in the manifest list");
        }

        var built = await OfImageAsync(repository, manifest, cancellationToken).ConfigureAwait(false) ?? throw new OciException(
            OciError.Unsupported,
            $"{manifest.Descriptor.Digest}: fail to recognize platform from unknown config "
            + $"{manifest.Config?.MediaType ?? "(none)"}: only images and indexes are for a platform; leave out --platform");
        return Matches(built, wanted)
            ? manifest.Descriptor
            : throw new OciException(
                OciError.NotFound,
                $"{manifest.Descriptor.Digest}: not found: platform in manifest does not match target platform");
    }

    /// <summary>The platform an image's configuration states; null when the manifest is of no image.</summary>
    /// <exception cref="OciException">The configuration cannot be fetched, or is malformed.</exception>
    public static async Task<Platform?> OfImageAsync(
        IRepository repository, Manifest manifest, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(manifest);
        return manifest.Config is { MediaType: ImageConfig or DockerConfig } config
            ? ReadPlatform(
                config,
                await repository.FetchBlobAsync(config, OciLimits.Default.ManifestBytes, cancellationToken).ConfigureAwait(false))
            : null;
    }

    /// <summary>What an image configuration says it runs on.</summary>
    /// <exception cref="OciException"><see cref="OciError.Malformed"/>: it is no JSON object.</exception>
    public static Platform ReadPlatform(Descriptor config, ReadOnlyMemory<byte> content)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (StrictJson.FindFault(content.Span) is { } fault)
        {
            throw new OciException(OciError.Malformed, $"image configuration {config.Digest} is malformed: {fault}");
        }

        using var document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = StrictJson.MaxDepth });
        var root = document.RootElement;
        return root.ValueKind != JsonValueKind.Object
            ? throw new OciException(OciError.Malformed, $"image configuration {config.Digest} is no JSON object")
            : new Platform
            {
                Architecture = Text("architecture"),
                Os = Text("os"),
                OsVersion = Text("os.version"),
                OsFeatures = Texts("os.features"),
                Variant = Text("variant"),
            };

        string? Text(string name) =>
            root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

        List<string>? Texts(string name) =>
            root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
                : null;
    }

    /// <summary>Architecture and system are equal, and what else is wanted is there.</summary>
    public static bool Matches(Platform? found, Platform wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return found is not null
            && (found.Architecture ?? "") == (wanted.Architecture ?? "")
            && (found.Os ?? "") == (wanted.Os ?? "")
            && (string.IsNullOrEmpty(wanted.OsVersion) || found.OsVersion == wanted.OsVersion)
            && (string.IsNullOrEmpty(wanted.Variant) || found.Variant == wanted.Variant)
            && (wanted.OsFeatures ?? []).All(feature => (found.OsFeatures ?? []).Contains(feature));
    }

    /// <summary>Go's name of this machine's architecture.</summary>
    private static string MachineArchitecture() => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.X86 => "386",
        Architecture.Arm or Architecture.Armv6 => "arm",
        var other => other.ToString().ToLowerInvariant(),
    };
}
