using Notation.Pkcs11.Keys;
using Signet.Plugins;
using Signet.Plugins.Messages;

namespace Notation.Pkcs11;

/// <summary>Signs with keys on PKCS#11 tokens. The host checks requests and answers, each signature included.</summary>
internal sealed class Pkcs11Plugin(TimeProvider timeProvider) : IRawSigner
{
    public Pkcs11Plugin()
        : this(TimeProvider.System)
    {
    }

    public PluginMetadata Metadata { get; } = new()
    {
        Name = "pkcs11",
        Description = "Signs with keys on PKCS#11 tokens: smart cards, HSMs, SoftHSM",
        Version = BuildFacts.Version,
        Url = "https://www.rfc-editor.org/rfc/rfc7512",
    };

    public async Task<DescribeKeyResponse> DescribeKeyAsync(DescribeKeyRequest request, CancellationToken cancellationToken)
    {
        using var token = TokenAccess.Open(request.KeyId, Pkcs11Settings.Of(request.PluginConfig));
        return new DescribeKeyResponse { KeyId = request.KeyId, KeySpec = await token.FindKindAsync(cancellationToken) };
    }

    public async Task<GenerateSignatureResponse> GenerateSignatureAsync(
        GenerateSignatureRequest request, CancellationToken cancellationToken)
    {
        var settings = Pkcs11Settings.Of(request.PluginConfig);
        using var token = TokenAccess.Open(request.KeyId, settings);
        var key = await token.FindKeyAsync(cancellationToken);
        if (key.Kind.Name != request.KeySpec)
        {
            throw new PluginException(
                PluginErrorCode.Validation,
                $"the key {key.Name} is {key.Kind.Name}, and the request takes it for {request.KeySpec}; add object or id to the key id");
        }

        using var certificates = await SigningCertificates.ReadAsync(
            token.Session, key, settings.ChainFile, timeProvider, cancellationToken);
        // Before the signature where that is possible: a key that cannot be vouched for is not used.
        var chain = certificates.FindChain();
        var signature = await TokenSigner.SignAsync(token.Session, key, token.Login, request.Payload, cancellationToken);
        return new GenerateSignatureResponse
        {
            KeyId = request.KeyId,
            Signature = signature,
            SigningAlgorithm = key.Kind.SigningAlgorithm,
            CertificateChain = chain ?? certificates.FindChain(request.Payload.Span, signature),
        };
    }
}
