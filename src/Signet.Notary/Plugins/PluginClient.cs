using Signet.Plugins.Messages;

namespace Signet.Notary.Plugins;

/// <summary>
/// Calls one plugin, a process a call (plugin-extensibility.md, "Plugin contract"). Answers are validated against the
/// request before they are returned.
/// </summary>
public sealed class PluginClient
{
    internal PluginClient(string name, string path, PluginOptions options)
    {
        Name = name;
        Path = path;
        Options = options;
    }

    /// <summary>The plugin's name.</summary>
    public string Name { get; }

    /// <summary>Its executable.</summary>
    public string Path { get; }

    internal PluginOptions Options { get; }

    /// <summary>Asks for name, version and capabilities, and validates them.</summary>
    /// <exception cref="PluginCallException">The call failed, or the answer breaks a rule.</exception>
    public Task<PluginMetadata> GetMetadataAsync(
        IReadOnlyDictionary<string, string>? pluginConfig, CancellationToken cancellationToken = default) =>
        throw NotAvailable();

    /// <summary>Asks for the kind of a key; the key id is echoed.</summary>
    /// <exception cref="PluginCallException">The call failed, or the answer breaks a rule.</exception>
    public Task<DescribeKeyResponse> DescribeKeyAsync(
        DescribeKeyRequest request, CancellationToken cancellationToken = default) => throw NotAvailable();

    /// <summary>Has bytes signed; the key id is echoed.</summary>
    /// <exception cref="PluginCallException">The call failed, or the answer breaks a rule.</exception>
    public Task<GenerateSignatureResponse> GenerateSignatureAsync(
        GenerateSignatureRequest request, CancellationToken cancellationToken = default) => throw NotAvailable();

    /// <summary>Has an envelope made; its type is echoed.</summary>
    /// <exception cref="PluginCallException">The call failed, or the answer breaks a rule.</exception>
    public Task<GenerateEnvelopeResponse> GenerateEnvelopeAsync(
        GenerateEnvelopeRequest request, CancellationToken cancellationToken = default) => throw NotAvailable();

    /// <summary>Has a signature verified; every capability that was asked for has a result.</summary>
    /// <exception cref="PluginCallException">The call failed, or the answer breaks a rule.</exception>
    public Task<VerifySignatureResponse> VerifySignatureAsync(
        VerifySignatureRequest request, CancellationToken cancellationToken = default) => throw NotAvailable();

    private PluginCallException NotAvailable() =>
        new(PluginFailure.NotFound, $"calling the plugin {Name} is not available in this version");
}
