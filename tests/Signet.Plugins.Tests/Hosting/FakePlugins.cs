using Signet.Plugins.Messages;

namespace Signet.Plugins.Tests.Hosting;

/// <summary>A plugin with good metadata that can do nothing.</summary>
internal class IdlePlugin : IPlugin
{
    public static readonly PluginMetadata Good = new()
    {
        Name = "example", Description = "An example", Version = "1.2.3", Url = "https://example.com/plugin",
    };

    public PluginMetadata Metadata { get; init; } = Good;
}

internal sealed class RawPlugin : IdlePlugin, IRawSigner
{
    public Func<DescribeKeyRequest, CancellationToken, Task<DescribeKeyResponse>> OnDescribe { get; init; } =
        (request, _) => Task.FromResult(new DescribeKeyResponse { KeyId = request.KeyId, KeySpec = "EC-256" });

    /// <summary>Changes the good answer.</summary>
    public Func<GenerateSignatureResponse, GenerateSignatureResponse?> Answer { get; init; } = answer => answer;

    public Task<DescribeKeyResponse> DescribeKeyAsync(DescribeKeyRequest request, CancellationToken cancellationToken) =>
        OnDescribe(request, cancellationToken);

    public Task<GenerateSignatureResponse> GenerateSignatureAsync(
        GenerateSignatureRequest request, CancellationToken cancellationToken) => Task.FromResult(Answer(new()
        {
            KeyId = request.KeyId,
            Signature = HostLab.Sign(request.Payload.Span),
            SigningAlgorithm = "ECDSA-SHA-256",
            CertificateChain = [.. HostLab.Chain.Members.Select(m => m.Der)],
        })!);
}

internal class EnvelopePlugin : IdlePlugin, IEnvelopeGenerator
{
    public GenerateEnvelopeRequest? Seen { get; private set; }

    public Func<GenerateEnvelopeResponse, GenerateEnvelopeResponse?> Answer { get; init; } = answer => answer;

    public Task<GenerateEnvelopeResponse> GenerateEnvelopeAsync(
        GenerateEnvelopeRequest request, CancellationToken cancellationToken)
    {
        Seen = request;
        return Task.FromResult(Answer(new()
        {
            SignatureEnvelope = request.Payload, SignatureEnvelopeType = request.SignatureEnvelopeType,
        })!);
    }
}

internal sealed class BlobPlugin : EnvelopePlugin, IBlobEnvelopeGenerator
{
    public Task<DescribeKeyResponse> DescribeKeyAsync(DescribeKeyRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(new DescribeKeyResponse { KeyId = request.KeyId, KeySpec = "RSA-3072" });
}

internal sealed class VerifierPlugin : IdlePlugin, ISignatureVerifier
{
    public VerifySignatureRequest? Seen { get; private set; }

    public IReadOnlyList<string> VerifierCapabilities { get; init; } =
        [PluginCapability.TrustedIdentityVerifier, PluginCapability.RevocationVerifier];

    public Func<VerifySignatureResponse, VerifySignatureResponse?> Answer { get; init; } = answer => answer;

    public Task<VerifySignatureResponse> VerifySignatureAsync(VerifySignatureRequest request, CancellationToken cancellationToken)
    {
        Seen = request;
        return Task.FromResult(Answer(new()
        {
            VerificationResults = request.TrustPolicy.SignatureVerification.ToDictionary(c => c, _ => new VerificationResult { Success = true }),
            ProcessedAttributes = request.Signature.UnprocessedAttributes!,
        })!);
    }
}
