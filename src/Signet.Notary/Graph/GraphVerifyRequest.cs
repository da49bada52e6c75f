using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Graph;

/// <summary>Which artifact's graph to verify, and what its signatures must say.</summary>
public sealed record GraphVerifyRequest
{
    /// <summary>Tag or digest of the artifact in the repository. It is resolved once; everything goes by digest then.</summary>
    public required string Reference { get; init; }

    /// <summary>The reference as the user gave it, for the verdict; null for repository and reference joined.</summary>
    public string? OriginalReference { get; init; }

    /// <inheritdoc cref="VerifyRequest.Scope"/>
    public string? Scope { get; init; }

    /// <summary>
    /// The verdict for who takes this platform of an index: its other platforms and what refers to them are left out. Null for
    /// all platforms.
    /// </summary>
    public Platform? Platform { get; init; }

    /// <summary>Metadata that every signature which counts must hold.</summary>
    public IReadOnlyDictionary<string, string> UserMetadata { get; init; } = new Dictionary<string, string>();

    /// <inheritdoc cref="VerifyRequest.PluginConfig"/>
    public IReadOnlyDictionary<string, string> PluginConfig { get; init; } = new Dictionary<string, string>();
}
