using System.Text.Json;

namespace Signet.Notary.Configuration;

/// <summary>
/// An entry of the list of signing keys: a local key with <see cref="KeyPath"/> and <see cref="CertificatePath"/>, or a
/// key that a plugin holds, with <see cref="Id"/> and <see cref="PluginName"/>.
/// </summary>
public sealed record SigningKey
{
    /// <summary>Unique name; no character is excluded.</summary>
    public required string Name { get; init; }

    /// <summary>File of a local private key.</summary>
    public string? KeyPath { get; init; }

    /// <summary>File of its certificate chain.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The key's identifier, in the plugin's terms.</summary>
    public string? Id { get; init; }

    /// <summary>The plugin that holds the key.</summary>
    public string? PluginName { get; init; }

    /// <summary>Settings passed to the plugin; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? PluginConfig { get; init; }

    /// <summary>Members of the entry that this version does not know; written back as they were.</summary>
    internal IReadOnlyList<KeyValuePair<string, JsonElement>> Others { get; init; } = [];
}
