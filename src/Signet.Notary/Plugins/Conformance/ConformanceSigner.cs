using System.Text.Json;
using Signet.Plugins;
using Signet.Plugins.Messages;
using Signet.Signatures;
using Signet.Signatures.Keys;

namespace Signet.Notary.Plugins.Conformance;

/// <summary>
/// A key of the plugin under test. Unlike a host it passes on what comes, good or bad, and keeps it, so that each rule can be
/// looked at by itself.
/// </summary>
internal sealed class ConformanceSigner(
    ConformanceProbe probe, ConformanceOptions options, string contractVersion, SignatureAlgorithm algorithm) : ISignatureProvider
{
    private readonly List<(ReadOnlyMemory<byte> Payload, GenerateSignatureResponse Answer)> _signatures = [];

    public KeySpec KeySpec => algorithm.KeySpec;

    public SignatureAlgorithm Algorithm => algorithm;

    /// <summary>All signatures, with what was to be signed.</summary>
    public IReadOnlyList<(ReadOnlyMemory<byte> Payload, GenerateSignatureResponse Answer)> Signatures => _signatures;

    /// <summary>The rule that the next call is made for.</summary>
    public ConformanceRule Purpose { get; set; } = ConformanceRules.SignatureAnswer;

    public async ValueTask<PrimitiveSignature> SignAsync(
        ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        var request = new GenerateSignatureRequest
        {
            ContractVersion = contractVersion,
            KeyId = options.KeyId!,
            KeySpec = algorithm.KeySpecName,
            HashAlgorithm = algorithm.Hash.Name!.Insert("SHA".Length, "-"),
            Payload = payload,
            PluginConfig = options.PluginConfig,
        };
        var ended = await probe.CallAsync(
            Purpose,
            PluginProtocol.GenerateSignature,
            JsonSerializer.SerializeToUtf8Bytes(request, PluginRequests.Json.GenerateSignatureRequest),
            cancellationToken);
        if (ended.ExitCode != 0)
        {
            throw PluginErrors.Read(probe.Client.Name, PluginProtocol.GenerateSignature, ended);
        }

        var answer = PluginAnswers.Read(
            probe.Client.Name, PluginProtocol.GenerateSignature, ended.Output, PluginAnswers.Signature);
        _signatures.Add((payload, answer));
        return new(answer.Signature, answer.CertificateChain);
    }
}
