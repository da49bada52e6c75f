using System.Runtime.InteropServices;
using System.Text.Json;
using Signet.Json;
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
    /// does.
    /// </summary>
    /// <exception cref="OciException">
    /// <see cref="OciError.NotFound"/>: nothing matches. <see cref="OciError.Unsupported"/>: the manifest's configuration
    /// states no platform.
    /// </exception>
    public static async Task<Descriptor> SelectAsync(
        IRepository repository, string reference, Platform wanted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(repository);
        ArgumentNullException.ThrowIfNull(wanted);
        var manifest = await repository.FetchManifestAsync(reference, cancellationToken).ConfigureAwait(false);
        if (MediaTypes.IsIndex(manifest.MediaType))
        {
            return manifest.Manifests.FirstOrDefault(entry => Matches(entry.Platform, wanted)) ?? throw new OciException(
                OciError.NotFound,
                $"{manifest.Descriptor.Digest}: not found: no matching manifest was found in the manifest list");
        }

        if (manifest.Config is not { MediaType: ImageConfig or DockerConfig } config)
        {
            throw new OciException(
                OciError.Unsupported,
                $"fail to recognize platform from unknown config {manifest.Config?.MediaType ?? manifest.MediaType}: expect "
                + $"{ImageConfig} or {DockerConfig}");
        }

        var content = await repository.FetchBlobAsync(config, OciLimits.Default.ManifestBytes, cancellationToken)
            .ConfigureAwait(false);
        return Matches(ReadPlatform(config, content), wanted)
            ? manifest.Descriptor
            : throw new OciException(
                OciError.NotFound,
                $"{manifest.Descriptor.Digest}: not found: platform in manifest does not match target platform");
    }

    /// <summary>What an image configuration says it runs on.</summary>
    /// <exception cref="OciException"><see cref="OciError.Malformed"/>: it is no JSON object, or a member is no text.</exception>
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
                Variant = Text("variant"),
            };

        string? Text(string name) =>
            root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
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
