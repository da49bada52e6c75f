using System.Formats.Asn1;
using System.Security.Cryptography;
using Signet.Plugins;
using Signet.Plugins.Messages;
using Signet.Signatures;
using Signet.Signatures.Keys;

namespace Signet.Notary.Plugins;

/// <summary>
/// A key that a plugin holds, used to sign bytes (plugin-extensibility.md, "Signing workflow using plugin"). Each signature
/// is verified with the key of the certificate that came with it before it is handed on.
/// </summary>
public sealed class PluginSignatureProvider : ISignatureProvider
{
    private readonly PluginClient _client;
    private readonly string _keyId;
    private readonly IReadOnlyDictionary<string, string>? _pluginConfig;
    private readonly SignatureAlgorithm _algorithm;

    private PluginSignatureProvider(
        PluginClient client,
        PluginMetadata metadata,
        string keyId,
        IReadOnlyDictionary<string, string>? pluginConfig,
        SignatureAlgorithm algorithm)
    {
        _client = client;
        _keyId = keyId;
        _pluginConfig = pluginConfig;
        _algorithm = algorithm;
        SigningAgentSuffix = AgentSuffix(metadata);
    }

    /// <inheritdoc/>
    public KeySpec KeySpec => _algorithm.KeySpec;

    /// <summary>What goes after the name of this program in the envelope's signing agent: <c> {name}/{version}</c>.</summary>
    public string SigningAgentSuffix { get; }

    /// <summary>Asks the plugin for the kind of the key.</summary>
    /// <param name="client">The plugin.</param>
    /// <param name="metadata">What it answered for this signature; it must be able to sign bytes.</param>
    /// <param name="keyId">The key, in the plugin's terms.</param>
    /// <param name="pluginConfig">Settings of the key, merged with those of the call.</param>
    /// <param name="cancellationToken">Ends the plugin.</param>
    /// <exception cref="PluginCallException">It cannot, or there is no such key.</exception>
    public static async Task<PluginSignatureProvider> CreateAsync(
        PluginClient client,
        PluginMetadata metadata,
        string keyId,
        IReadOnlyDictionary<string, string>? pluginConfig,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(metadata);
        PluginSigningWorkflows.Require(metadata, PluginCapability.RawSignatureGenerator);
        var key = await client.DescribeKeyAsync(
            new() { KeyId = keyId, PluginConfig = pluginConfig }, cancellationToken);
        return new(client, metadata, keyId, pluginConfig, PluginRules.FindAlgorithm(key.KeySpec)!);
    }

    /// <inheritdoc/>
    /// <exception cref="PluginCallException">The plugin failed, or its signature does not hold.</exception>
    public async ValueTask<PrimitiveSignature> SignAsync(
        ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        var answer = await _client.GenerateSignatureAsync(
            new()
            {
                KeyId = _keyId,
                KeySpec = _algorithm.KeySpecName,
                HashAlgorithm = HashName(_algorithm.Hash),
                Payload = payload,
                PluginConfig = _pluginConfig,
            },
            cancellationToken);
        var signature = new PrimitiveSignature(answer.Signature, answer.CertificateChain);
        if (IsDer(signature.Signature))
        {
            throw NotAuthentic(
                $"the signature is a DER sequence of {signature.Signature.Length} bytes; the protocol asks for r and s side by "
                + $"side, {_algorithm.SignatureBytes} bytes for {_algorithm.Name}. Ask the plugin's vendor for a fix");
        }

        return signature.FindFault(payload.Span, KeySpec) is { } fault
            ? throw NotAuthentic(
                $"{fault.Message} Key, signature and certificateChain must belong together: check the key id and the "
                + "certificate it is configured with")
            : signature;
    }

    /// <summary>The suffix that a plugin's metadata gives the signing agent.</summary>
    internal static string AgentSuffix(PluginMetadata metadata) =>
        $" {metadata.Name}/{PluginText.Printable(metadata.Version, PluginText.WordLength)}";

    /// <summary><c>SHA-256</c> and so on ("generate-signature").</summary>
    private static string HashName(HashAlgorithmName hash) => hash.Name!.Insert("SHA".Length, "-");

    /// <summary>Most key services give ECDSA in DER, and forgetting to convert it is the common mistake of plugins.</summary>
    private bool IsDer(ReadOnlyMemory<byte> signature)
    {
        if (KeySpec is KeySpec.Rsa2048 or KeySpec.Rsa3072 or KeySpec.Rsa4096
            || signature.Length == _algorithm.SignatureBytes)
        {
            return false;
        }

        try
        {
            var outer = new AsnReader(signature, AsnEncodingRules.DER);
            var pair = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            pair.ReadIntegerBytes();
            pair.ReadIntegerBytes();
            return !pair.HasData;
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private PluginCallException NotAuthentic(string why) =>
        new(PluginFailure.NotAuthentic, $"plugin {_client.Name} generate-signature: {why}");
}
