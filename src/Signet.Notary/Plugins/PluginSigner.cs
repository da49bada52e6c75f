using Signet.Notary.Signing;
using Signet.Plugins.Messages;

namespace Signet.Notary.Plugins;

/// <summary>
/// Makes envelopes with a key that a plugin holds (signing-and-verification-workflow.md, "Signing workflow using plugin").
/// Where the plugin signs bytes, all else of the envelope is made here; otherwise the plugin makes the whole of it.
/// </summary>
/// <remarks>
/// The plugin is asked for its metadata for every signature, as the specification wants it: nothing is kept between two.
/// A timestamp cannot be added to an envelope that a plugin made, so asking for one is refused before anything is signed;
/// <c>notation</c> signs without the timestamp and does not say so.
/// </remarks>
public sealed class PluginSigner : ISigner
{
    private readonly PluginClient _client;
    private readonly string _keyId;
    private readonly IReadOnlyDictionary<string, string>? _pluginConfig;
    private readonly TimeProvider _time;

    /// <summary>A signer for one key of a plugin, which is not called yet.</summary>
    /// <param name="client">The plugin.</param>
    /// <param name="keyId">The key, in the plugin's terms.</param>
    /// <param name="pluginConfig">Settings of the key; see <see cref="MergeConfig"/>. Null for none.</param>
    /// <param name="timeProvider">Clock and local time zone of the signing time; null for the machine's.</param>
    public PluginSigner(
        PluginClient client,
        string keyId,
        IReadOnlyDictionary<string, string>? pluginConfig = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        _client = client;
        _keyId = keyId;
        _pluginConfig = pluginConfig is { Count: > 0 } ? pluginConfig : null;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>
    /// The settings stored with a key together with those of one call, which win (plugin-extensibility.md, "Plugin
    /// configurations").
    /// </summary>
    public static IReadOnlyDictionary<string, string> MergeConfig(
        IReadOnlyDictionary<string, string>? ofKey, IReadOnlyDictionary<string, string>? ofCall)
    {
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (ofKey ?? merged).Concat(ofCall ?? merged).ToArray())
        {
            merged[name] = value;
        }

        return merged;
    }

    /// <inheritdoc/>
    public async Task<ISigningSession> OpenAsync(
        SigningTarget target, EnvelopeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var metadata = await NamedAsync(() => _client.GetMetadataAsync(_pluginConfig, cancellationToken));
        var workflow = PluginSigningWorkflows.Choose(metadata, target == SigningTarget.Blob);
        var session = await NamedAsync(() => workflow == PluginSigningWorkflow.Raw
            ? OpenRawAsync(metadata, options, cancellationToken)
            : OpenEnvelopeAsync(metadata, target, options, cancellationToken));
        return new PluginSigningSession(_client.Name, session);
    }

    private Task<T> NamedAsync<T>(Func<Task<T>> step) => PluginSigningSession.NamedAsync(_client.Name, step);

    private async Task<ISigningSession> OpenRawAsync(
        PluginMetadata metadata, EnvelopeOptions options, CancellationToken cancellationToken)
    {
        var provider = await PluginSignatureProvider.CreateAsync(
            _client, metadata, _keyId, _pluginConfig, cancellationToken);
        var agent = options.SigningAgent is { } host ? host + provider.SigningAgentSuffix : null;
        return new KeySigningSession(provider, options with { SigningAgent = agent }, _time);
    }

    private async Task<ISigningSession> OpenEnvelopeAsync(
        PluginMetadata metadata, SigningTarget target, EnvelopeOptions options, CancellationToken cancellationToken)
    {
        if (options.Timestamp is not null)
        {
            throw new PluginCallException(
                PluginFailure.NotCapable,
                "it makes whole envelopes, and a timestamp cannot be added to those, so nothing was signed. Sign without the "
                + "timestamp authority (the plugin may have one of its own; see its documentation), or with a plugin that signs "
                + "bytes (SIGNATURE_GENERATOR.RAW)");
        }

        var signer = target == SigningTarget.Blob
            ? await PluginEnvelopeSigner.ForBlobsAsync(_client, metadata, _keyId, _pluginConfig, cancellationToken)
            : PluginEnvelopeSigner.ForArtifacts(_client, metadata, _keyId, _pluginConfig);
        return new PluginEnvelopeSession(signer, options);
    }
}
