using System.Text.Json;
using Signet.Plugins;

namespace Signet.Notary.Plugins.Conformance;

/// <summary>Calls the plugin under test, with requests that no host would send among others, and takes the time.</summary>
internal sealed class ConformanceProbe(PluginClient client)
{
    private readonly List<ConformanceCall> _calls = [];

    public PluginClient Client { get; } = client;

    public IReadOnlyList<ConformanceCall> Calls => _calls;

    /// <summary>One call to its end.</summary>
    /// <exception cref="PluginCallException">It did not end as a process should.</exception>
    public Task<PluginOutput> CallAsync(
        ConformanceRule rule, string command, ReadOnlyMemory<byte> request, CancellationToken cancellationToken) =>
        TimeAsync(
            rule,
            command,
            async token =>
            {
                using var limit = new CancellationTokenSource(Client.Options.Timeout, Client.Options.TimeProvider);
                using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, token);
                try
                {
                    PluginLog.Request(Client.Options.Logger, command, IsJson(request) ? request : "{}"u8.ToArray());
                    var ended = await PluginProcess.RunAsync(Client.Executable, command, request, Client.Options, both.Token);
                    PluginLog.Response(Client.Options.Logger, command, ended);
                    return ended;
                }
                catch (OperationCanceledException e) when (!token.IsCancellationRequested)
                {
                    throw new PluginCallException(
                        PluginFailure.TimedOut,
                        $"{command} did not end in {Client.Options.Timeout.TotalSeconds:0.###} seconds and was ended",
                        e);
                }
            },
            cancellationToken);

    /// <summary>Does something that is one call, and takes its time.</summary>
    public async Task<T> TimeAsync<T>(
        ConformanceRule rule, string command, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var clock = Client.Options.TimeProvider;
        var start = clock.GetTimestamp();
        var stray = 0;
        try
        {
            var result = await call(cancellationToken);
            stray = result is PluginOutput { ExitCode: 0 } ended ? ended.Errors.Length : 0;
            return result;
        }
        finally
        {
            _calls.Add(new(command, rule.Name, clock.GetElapsedTime(start), stray));
        }
    }

    private static bool IsJson(ReadOnlyMemory<byte> request)
    {
        try
        {
            using var document = JsonDocument.Parse(request);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>The command to send wrong requests to: the cheapest that has required members; null when there is none.</summary>
    public static string? CommandOf(IReadOnlyList<string> capabilities) =>
        capabilities.Contains(PluginCapability.RawSignatureGenerator) || capabilities.Contains(PluginCapability.BlobEnvelopeGenerator)
            ? PluginProtocol.DescribeKey
        : capabilities.Contains(PluginCapability.EnvelopeGenerator) ? PluginProtocol.GenerateEnvelope
        : capabilities.Any(c => c is PluginCapability.TrustedIdentityVerifier or PluginCapability.RevocationVerifier)
            ? PluginProtocol.VerifySignature
            : null;
}
