using Signet.Plugins;
using Signet.Plugins.Messages;
using Signet.Signatures;

namespace Signet.Notary.Plugins.Conformance;

/// <summary>Has envelopes made by the plugin, with all checks that a host makes.</summary>
internal sealed class EnvelopeConformance(
    ConformanceProbe probe, PluginMetadata metadata, ConformanceOptions options, ConformanceRecord record)
{
    private static readonly TimeSpan Expiry = TimeSpan.FromHours(1);

    public static ReadOnlySpan<ConformanceRule> ArtifactRules => new[]
    {
        ConformanceRules.EnvelopeJws, ConformanceRules.EnvelopeCose, ConformanceRules.EnvelopeExpiry,
    };

    public static ReadOnlySpan<ConformanceRule> BlobRules => new[]
    {
        ConformanceRules.BlobEnvelopeJws, ConformanceRules.BlobEnvelopeCose,
    };

    public async Task RunForArtifactsAsync(CancellationToken cancellationToken)
    {
        var signer = PluginEnvelopeSigner.ForArtifacts(probe.Client, metadata, options.KeyId!, options.PluginConfig);
        await SignAsync(ConformanceRules.EnvelopeJws, signer, NotaryMediaTypes.Jws, TimeSpan.Zero, cancellationToken);
        await SignAsync(ConformanceRules.EnvelopeCose, signer, NotaryMediaTypes.Cose, TimeSpan.Zero, cancellationToken);
        await SignAsync(ConformanceRules.EnvelopeExpiry, signer, NotaryMediaTypes.Jws, Expiry, cancellationToken);
    }

    public async Task RunForBlobsAsync(CancellationToken cancellationToken)
    {
        PluginEnvelopeSigner signer;
        try
        {
            signer = await probe.TimeAsync(
                ConformanceRules.BlobEnvelopeJws,
                PluginProtocol.DescribeKey,
                token => PluginEnvelopeSigner.ForBlobsAsync(probe.Client, metadata, options.KeyId!, options.PluginConfig, token),
                cancellationToken);
        }
        catch (PluginCallException e)
        {
            record.Fail(ConformanceRules.BlobEnvelopeJws, e);
            record.NotRun("describe-key failed", ConformanceRules.BlobEnvelopeCose);
            return;
        }

        await SignAsync(ConformanceRules.BlobEnvelopeJws, signer, NotaryMediaTypes.Jws, TimeSpan.Zero, cancellationToken);
        await SignAsync(ConformanceRules.BlobEnvelopeCose, signer, NotaryMediaTypes.Cose, TimeSpan.Zero, cancellationToken);
    }

    private async Task SignAsync(
        ConformanceRule rule,
        PluginEnvelopeSigner signer,
        string mediaType,
        TimeSpan expiry,
        CancellationToken cancellationToken)
    {
        if (record.Denial is not null)
        {
            record.NotRun("access was denied", rule);
            return;
        }

        var request = new PluginEnvelopeRequest
        {
            Payload = ConformancePayload.Write(mediaType),
            EnvelopeMediaType = mediaType,
            Expiry = expiry,
        };
        try
        {
            var made = await probe.TimeAsync(
                rule, PluginProtocol.GenerateEnvelope, token => signer.SignAsync(request, token), cancellationToken);
            record.Pass(
                rule,
                $"{made.Envelope.Length} bytes, {made.Content.Algorithm.Name}"
                + (made.Content.Expiry is { } end ? $", until {Artifacts.GoTime.Rfc3339Utc(end)}" : ""));
        }
        catch (PluginCallException e)
        {
            record.Fail(rule, e);
        }
    }
}
