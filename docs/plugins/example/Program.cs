using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Plugins;
using Signet.Plugins.Messages;
using Signet.Plugins.Signing;

return await PluginHost.RunAsync<FileKeyPlugin>(args);

/// <summary>Signs with a private key in a PEM file. The key id is its path; the setting certChain is where the certificates are.</summary>
internal sealed class FileKeyPlugin : IRawSigner
{
    public PluginMetadata Metadata { get; } = new()
    {
        Name = "com.example.filekey",
        Description = "Signs with a key in a PEM file",
        Version = "1.0.0",
        Url = "https://example.com/filekey",
    };

    public async Task<DescribeKeyResponse> DescribeKeyAsync(DescribeKeyRequest request, CancellationToken cancellationToken)
    {
        var certificates = await ReadCertificatesAsync(request.KeyId, request.PluginConfig, cancellationToken);
        var leaf = CertificateChainBuilder.FindLeaf(certificates);
        return new() { KeyId = request.KeyId, KeySpec = PluginKeySpec.Of(leaf).Name };
    }

    public async Task<GenerateSignatureResponse> GenerateSignatureAsync(
        GenerateSignatureRequest request, CancellationToken cancellationToken)
    {
        var certificates = await ReadCertificatesAsync(request.KeyId, request.PluginConfig, cancellationToken);
        var leaf = CertificateChainBuilder.FindLeaf(certificates);
        var spec = PluginKeySpec.Of(leaf);
        using AsymmetricAlgorithm key = spec.IsRsa ? RSA.Create() : ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(request.KeyId, cancellationToken));
        return new()
        {
            KeyId = request.KeyId,
            Signature = key is RSA rsa
                ? rsa.SignData(request.Payload.ToArray(), spec.Hash, RSASignaturePadding.Pss)
                : ((ECDsa)key).SignData(request.Payload.Span, spec.Hash),
            SigningAlgorithm = spec.SigningAlgorithm,
            CertificateChain = CertificateChainBuilder.Build(leaf, certificates),
        };
    }

    private static Task<X509Certificate2Collection> ReadCertificatesAsync(
        string keyId, IReadOnlyDictionary<string, string>? settings, CancellationToken cancellationToken) =>
        CertificateFile.ReadAsync(new PluginConfigReader(settings).GetString("certChain") ?? keyId, cancellationToken);
}
