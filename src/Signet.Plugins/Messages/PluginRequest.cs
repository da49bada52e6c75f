namespace Signet.Plugins.Messages;

/// <summary>What all requests but the one for metadata have.</summary>
public abstract record PluginRequest
{
    /// <summary>The contract version the host speaks with this plugin.</summary>
    public string ContractVersion { get; init; } = PluginProtocol.ContractVersion;

    /// <summary>Settings of the key merged with those of the call.</summary>
    public IReadOnlyDictionary<string, string>? PluginConfig { get; init; }
}
