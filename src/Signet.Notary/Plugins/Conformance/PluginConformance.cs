using System.Text.Json;
using Signet.Plugins;
using Signet.Plugins.Messages;

namespace Signet.Notary.Plugins.Conformance;

/// <summary>
/// Tests an installed plugin against the protocol, rule by rule (plugin-extensibility.md). Hosts stop at the first fault; this
/// goes on, and says of each what was seen and what its author can do.
/// </summary>
public static class PluginConformance
{
    /// <summary>
    /// Tests a plugin. It is run some twenty times; with a key it signs up to eight times what means nothing. After the first
    /// ACCESS_DENIED no key is tried again: a token locks itself after some wrong PINs.
    /// </summary>
    /// <param name="manager">Where the plugin is.</param>
    /// <param name="name">Its name.</param>
    /// <param name="options">A key to try.</param>
    /// <param name="cancellationToken">Ends the test and the plugin.</param>
    /// <exception cref="PluginCallException">There is no plugin of that name.</exception>
    public static async Task<ConformanceReport> RunAsync(
        PluginManager manager, string name, ConformanceOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(manager);
        var record = new ConformanceRecord();
        PluginClient client;
        try
        {
            client = manager.Open(name);
        }
        catch (PluginCallException e) when (e.Failure != PluginFailure.NotFound)
        {
            record.Fail(ConformanceRules.Executable, e.Message);
            return new(name, Path: null, Metadata: null, record.Complete("the executable may not be run"), []);
        }

        record.Pass(ConformanceRules.Executable, client.Path);
        var probe = new ConformanceProbe(client);
        var metadata = await new MetadataConformance(probe, record).RunAsync(cancellationToken);
        if (metadata is not null)
        {
            await RunAsync(probe, record, metadata, options ?? new(), cancellationToken);
        }

        return new(name, client.Path, metadata, record.Complete("get-plugin-metadata gives no answer"), probe.Calls);
    }

    private static async Task RunAsync(
        ConformanceProbe probe,
        ConformanceRecord record,
        PluginMetadata metadata,
        ConformanceOptions options,
        CancellationToken cancellationToken)
    {
        var capabilities = metadata.Capabilities;
        var contract = ContractVersions.Choose(metadata.SupportedContractVersions) ?? PluginProtocol.ContractVersion;
        var errors = new ErrorConformance(probe, record);
        await errors.RunAsync(capabilities, cancellationToken);
        await RunKeyRulesAsync(probe, record, metadata, contract, options, cancellationToken);
        await errors.RunUnknownKeyAsync(capabilities, options.PluginConfig, cancellationToken);
        await new VerificationConformance(probe, options, contract, record).RunAsync(capabilities, cancellationToken);
    }

    private static async Task RunKeyRulesAsync(
        ConformanceProbe probe,
        ConformanceRecord record,
        PluginMetadata metadata,
        string contract,
        ConformanceOptions options,
        CancellationToken cancellationToken)
    {
        var (raw, envelope, blob) = (
            metadata.Capabilities.Contains(PluginCapability.RawSignatureGenerator),
            metadata.Capabilities.Contains(PluginCapability.EnvelopeGenerator),
            metadata.Capabilities.Contains(PluginCapability.BlobEnvelopeGenerator));
        Exclude(raw || blob, "the plugin does not describe keys", [ConformanceRules.DescribeKey]);
        Exclude(raw, $"the plugin does not have {PluginCapability.RawSignatureGenerator}", SignatureConformance.Rules);
        Exclude(envelope, $"the plugin does not have {PluginCapability.EnvelopeGenerator}", EnvelopeConformance.ArtifactRules);
        Exclude(blob, $"the plugin does not have {PluginCapability.BlobEnvelopeGenerator}", EnvelopeConformance.BlobRules);
        if (options.KeyId is null)
        {
            NotRun("no key to try: give one with --id and --plugin-config, or add it with `signet key add`");
            return;
        }

        var signer = raw || blob ? await DescribeKeyAsync(probe, record, contract, options, cancellationToken) : null;
        if (raw && signer is not null)
        {
            await new SignatureConformance(signer, options.KeyId, record, probe.Client.Options.TimeProvider)
                .RunAsync(cancellationToken);
        }

        var envelopes = new EnvelopeConformance(probe, metadata, options, record);
        if (envelope && record.Denial is null)
        {
            await envelopes.RunForArtifactsAsync(cancellationToken);
        }

        if (blob && signer is not null && record.Denial is null)
        {
            await envelopes.RunForBlobsAsync(cancellationToken);
        }

        NotRun(record.Denial is null ? "the call that it builds on failed" : "access was denied, and another try could lock a token");

        void Exclude(bool applies, string why, ReadOnlySpan<ConformanceRule> rules)
        {
            if (!applies)
            {
                record.NotApplicable(why, rules);
            }
        }

        void NotRun(string why)
        {
            record.NotRun(why, [ConformanceRules.DescribeKey]);
            record.NotRun(why, SignatureConformance.Rules);
            record.NotRun(why, EnvelopeConformance.ArtifactRules);
            record.NotRun(why, EnvelopeConformance.BlobRules);
        }
    }

    /// <summary>"describe-key"; null when the kind of the key stays unknown.</summary>
    private static async Task<ConformanceSigner?> DescribeKeyAsync(
        ConformanceProbe probe,
        ConformanceRecord record,
        string contract,
        ConformanceOptions options,
        CancellationToken cancellationToken)
    {
        var request = new DescribeKeyRequest
        {
            ContractVersion = contract,
            KeyId = options.KeyId!,
            PluginConfig = options.PluginConfig,
        };
        try
        {
            var ended = await probe.CallAsync(
                ConformanceRules.DescribeKey,
                PluginProtocol.DescribeKey,
                JsonSerializer.SerializeToUtf8Bytes(request, PluginRequests.Json.DescribeKeyRequest),
                cancellationToken);
            if (ended.ExitCode != 0)
            {
                throw PluginErrors.Read(probe.Client.Name, PluginProtocol.DescribeKey, ended);
            }

            var answer = PluginAnswers.Read(probe.Client.Name, PluginProtocol.DescribeKey, ended.Output, PluginAnswers.Key);
            PluginRules.CheckKey(probe.Client.Name, request, answer);
            record.Pass(ConformanceRules.DescribeKey, answer.KeySpec);
            return new(probe, options, contract, PluginRules.FindAlgorithm(answer.KeySpec)!);
        }
        catch (PluginCallException e)
        {
            record.Fail(ConformanceRules.DescribeKey, e);
            return null;
        }
    }
}
