namespace Signet.Notary.Plugins.Conformance;

/// <summary>What to test a plugin with.</summary>
public sealed record ConformanceOptions
{
    /// <summary>A key to describe and sign with, in the plugin's terms; null leaves out the rules that need one.</summary>
    public string? KeyId { get; init; }

    /// <summary>Settings of the key.</summary>
    public IReadOnlyDictionary<string, string>? PluginConfig { get; init; }
}
