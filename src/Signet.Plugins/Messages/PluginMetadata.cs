namespace Signet.Plugins.Messages;

/// <summary>Answer of <c>get-plugin-metadata</c>. Every member is required and not empty.</summary>
public sealed record PluginMetadata
{
    /// <summary>The plugin's name; its executable is <c>notation-{name}</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>One line for people.</summary>
    public string Description { get; init; } = "";

    /// <summary>Semantic version, without a leading <c>v</c>.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where to read about it.</summary>
    public string Url { get; init; } = "";

    /// <summary>Contract versions it speaks, one for each major version.</summary>
    public IReadOnlyList<string> SupportedContractVersions { get; init; } = [PluginProtocol.ContractVersion];

    /// <summary>What it can do, from <see cref="PluginCapability"/>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];
}
