namespace Signet.Notary.Verification;

/// <summary>Which artifact to verify, and what its signature must say.</summary>
public sealed record VerifyRequest
{
    /// <summary>Tag or digest of the artifact in the repository. A digest is safer and one round trip faster.</summary>
    public required string Reference { get; init; }

    /// <summary>The reference as the user gave it, for the verdict; null for repository and reference joined.</summary>
    public string? OriginalReference { get; init; }

    /// <summary>
    /// The repository path to choose the policy statement by; null for the repository's name. A layout has no
    /// registry's name and needs one, for example <c>local/app</c>.
    /// </summary>
    public string? Scope { get; init; }

    /// <summary>Metadata that the signature must hold: every key with exactly this value.</summary>
    public IReadOnlyDictionary<string, string> UserMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Settings that verification plugins get, passed on as they are (plugin-extensibility.md, "Plugin configuration").</summary>
    public IReadOnlyDictionary<string, string> PluginConfig { get; init; } = new Dictionary<string, string>();
}
