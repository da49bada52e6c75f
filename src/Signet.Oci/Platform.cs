using System.Text.Json.Serialization;

namespace Signet.Oci;

/// <summary>The platform an index entry is built for (OCI image-spec, "Image Index", <c>platform</c>).</summary>
public sealed record Platform
{
    /// <summary>CPU architecture, Go's name for it.</summary>
    [JsonPropertyName("architecture")]
    public string? Architecture { get; init; }

    /// <summary>Operating system, Go's name for it.</summary>
    [JsonPropertyName("os")]
    public string? Os { get; init; }

    /// <summary>Version of the operating system.</summary>
    [JsonPropertyName("os.version")]
    public string? OsVersion { get; init; }

    /// <summary>Features the operating system must have.</summary>
    [JsonPropertyName("os.features")]
    public IReadOnlyList<string>? OsFeatures { get; init; }

    /// <summary>Variant of the CPU, for example <c>v8</c>.</summary>
    [JsonPropertyName("variant")]
    public string? Variant { get; init; }
}
