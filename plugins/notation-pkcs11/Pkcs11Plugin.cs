using Signet.Plugins;
using Signet.Plugins.Messages;

namespace Notation.Pkcs11;

internal sealed class Pkcs11Plugin : IRawSigner
{
    public PluginMetadata Metadata => throw new InvalidOperationException();
    public Task<DescribeKeyResponse> DescribeKeyAsync(DescribeKeyRequest request, CancellationToken cancellationToken) => throw new InvalidOperationException();
    public Task<GenerateSignatureResponse> GenerateSignatureAsync(GenerateSignatureRequest request, CancellationToken cancellationToken) => throw new InvalidOperationException();
}
