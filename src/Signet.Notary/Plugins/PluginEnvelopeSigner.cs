using Signet.Notary.Signing;
using Signet.Plugins;
using Signet.Plugins.Messages;
using Signet.Signatures;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Plugins;

/// <summary>
/// A plugin that makes whole envelopes (plugin-extensibility.md, "generate-envelope"). Nothing in an envelope is believed:
/// it is verified as a verifier would, and held against what was to be signed.
/// </summary>
public sealed class PluginEnvelopeSigner
{
    private readonly PluginClient _client;
    private readonly string _keyId;
    private readonly IReadOnlyDictionary<string, string>? _pluginConfig;

    private PluginEnvelopeSigner(
        PluginClient client, string keyId, IReadOnlyDictionary<string, string>? pluginConfig, KeySpec? keySpec)
    {
        _client = client;
        _keyId = keyId;
        _pluginConfig = pluginConfig;
        KeySpec = keySpec;
    }

    /// <summary>
    /// The kind of the key, which decides the digest of a blob's payload; null for OCI artifacts, where the plugin is not
    /// asked.
    /// </summary>
    public KeySpec? KeySpec { get; }

    /// <summary>A signer of OCI artifacts; the plugin is not called yet.</summary>
    /// <param name="client">The plugin.</param>
    /// <param name="metadata">What it answered for this signature; it must be able to make envelopes.</param>
    /// <param name="keyId">The key, in the plugin's terms.</param>
    /// <param name="pluginConfig">Settings of the key, merged with those of the call.</param>
    /// <exception cref="PluginCallException">It cannot.</exception>
    public static PluginEnvelopeSigner ForArtifacts(
        PluginClient client, PluginMetadata metadata, string keyId, IReadOnlyDictionary<string, string>? pluginConfig)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(metadata);
        PluginSigningWorkflows.Require(metadata, PluginCapability.EnvelopeGenerator);
        return new(client, keyId, pluginConfig, keySpec: null);
    }

    /// <summary>A signer of blobs; asks the plugin for the kind of the key.</summary>
    /// <param name="client">The plugin.</param>
    /// <param name="metadata">What it answered for this signature; it must be able to make envelopes for blobs.</param>
    /// <param name="keyId">The key, in the plugin's terms.</param>
    /// <param name="pluginConfig">Settings of the key, merged with those of the call.</param>
    /// <param name="cancellationToken">Ends the plugin.</param>
    /// <exception cref="PluginCallException">It cannot, or there is no such key.</exception>
    public static async Task<PluginEnvelopeSigner> ForBlobsAsync(
        PluginClient client,
        PluginMetadata metadata,
        string keyId,
        IReadOnlyDictionary<string, string>? pluginConfig,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(metadata);
        PluginSigningWorkflows.Require(metadata, PluginCapability.BlobEnvelopeGenerator);
        var key = await client.DescribeKeyAsync(new() { KeyId = keyId, PluginConfig = pluginConfig }, cancellationToken);
        return new(client, keyId, pluginConfig, PluginRules.FindAlgorithm(key.KeySpec)!.KeySpec);
    }

    /// <summary>Has an envelope made, and verifies it.</summary>
    /// <exception cref="PluginCallException">The plugin failed, or its envelope does not hold.</exception>
    public async Task<SignedEnvelope> SignAsync(
        PluginEnvelopeRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var seconds = (long)request.Expiry.TotalSeconds;
        var answer = await _client.GenerateEnvelopeAsync(
            new()
            {
                KeyId = _keyId,
                PayloadType = NotaryMediaTypes.Payload,
                SignatureEnvelopeType = request.EnvelopeMediaType,
                Payload = request.Payload,
                ExpiryDurationInSeconds = seconds == 0 ? null : seconds,
                PluginConfig = _pluginConfig,
            },
            cancellationToken);
        var envelope = answer.SignatureEnvelope.ToArray();
        var verification = SignatureEnvelope.Verify(request.EnvelopeMediaType, envelope);
        var fault = verification.IsValid
            ? PluginEnvelopeRules.FindFault(request, verification.Content) ?? FindKeyFault(verification.Content)
            : $"generated signature failed verification: {verification.Fault.Message}";
        return fault is null
            ? new(envelope, verification.Content!, PluginEnvelopeRules.TakeAnnotations(_client.Name, answer.Annotations))
            : throw new PluginCallException(PluginFailure.NotAuthentic, fault);
    }

    /// <summary>The digest of a blob was chosen by the kind of the key, so the key must be of that kind.</summary>
    private string? FindKeyFault(EnvelopeContent content) =>
        KeySpec is { } keySpec && content.Algorithm.KeySpec != keySpec
            ? $"generated signature failed verification: it is made with a key of {content.Algorithm.KeySpecName}, and "
                + $"describe-key said {SignatureAlgorithm.Of(keySpec).KeySpecName}"
            : null;
}
