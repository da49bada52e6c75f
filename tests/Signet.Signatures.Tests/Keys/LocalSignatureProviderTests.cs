using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Signatures.Certificates;
using Signet.Signatures.Keys;
using Signet.Signatures.Tests.Certificates;
using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Keys;

public sealed class LocalSignatureProviderTests
{
    [Theory]
    [MemberData(nameof(CertificateChainRulesTests.AllKeySpecs), MemberType = typeof(CertificateChainRulesTests))]
    public async Task Sign_EveryKeySpec_VerifiesWithTheLeafKeyAndHasTheAlgorithmsLength(KeySpec keySpec)
    {
        var chain = PkiLab.SigningChain(3, keySpec);
        using var provider = chain.CreateProvider();
        byte[] payload = [1, 2, 3];

        var made = await provider.SignAsync(payload, TestContext.Current.CancellationToken);

        var algorithm = SignatureAlgorithm.Of(keySpec);
        Assert.Equal(keySpec, provider.KeySpec);
        Assert.Equal(algorithm.SignatureBytes, made.Signature.Length);
        Assert.Equal(chain.Members.Select(m => m.Der.ToArray()), made.CertificateChain.Select(c => c.ToArray()));
        using var rsa = chain.Leaf.Certificate.GetRSAPublicKey();
        using var ecdsa = chain.Leaf.Certificate.GetECDsaPublicKey();
        Assert.True(rsa is null
            ? ecdsa!.VerifyData(payload, made.Signature.Span, algorithm.Hash)
            : rsa.VerifyData(payload, made.Signature.Span, algorithm.Hash, RSASignaturePadding.Pss));
    }

    [Theory]
    [InlineData(KeySpec.Rsa2048, "PRIVATE KEY")]
    [InlineData(KeySpec.Rsa2048, "RSA PRIVATE KEY")]
    [InlineData(KeySpec.Ec384, "PRIVATE KEY")]
    [InlineData(KeySpec.Ec384, "EC PRIVATE KEY")]
    public void Load_EveryKeyFormat(KeySpec keySpec, string label)
    {
        var chain = PkiLab.SigningChain(1, keySpec);
        using var key = chain.Leaf.CreateKey();
        var pem = label switch
        {
            "RSA PRIVATE KEY" => ((RSA)key).ExportRSAPrivateKeyPem(),
            // openssl ecparam writes the curve in a block of its own first.
            "EC PRIVATE KEY" => "-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----\n"
                + ((ECDsa)key).ExportECPrivateKeyPem(),
            _ => key.ExportPkcs8PrivateKeyPem(),
        };
        using var provider = Load(pem, chain.ChainPem);
        Assert.Equal(keySpec, provider.KeySpec);
    }

    [Fact]
    public void Load_KeyOfAnotherCertificate_SaysSo()
    {
        var chain = PkiLab.SigningChain(2);
        AssertFault("tls: private key does not match public key", chain.Root.KeyPem, chain.ChainPem);
        AssertFault(
            "tls: private key does not match public key", PkiLab.SigningChain(1, KeySpec.Rsa2048).KeyPem, chain.ChainPem);
    }

    [Fact]
    public void Load_EncryptedKey_SaysSo()
    {
        var chain = PkiLab.SigningChain(1);
        using var key = chain.Leaf.CreateKey();
        var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1);
        var encrypted = key.ExportEncryptedPkcs8PrivateKeyPem("example", parameters);
        var old = chain.KeyPem.Replace(
            "-----BEGIN PRIVATE KEY-----\n",
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n",
            StringComparison.Ordinal);
        Assert.Contains("the key is encrypted", AssertFault("tls: failed to parse private key", encrypted, chain.ChainPem), StringComparison.Ordinal);
        Assert.Contains("the key is encrypted", AssertFault("tls: failed to parse private key", old, chain.ChainPem), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_FilesThatHoldSomethingElse_SaysWhat()
    {
        var chain = PkiLab.SigningChain(1);
        AssertFault("tls: failed to find any PEM data in key input", "", chain.ChainPem);
        AssertFault("tls: failed to find any PEM data in key input", "nothing", chain.ChainPem);
        AssertFault("tls: failed to find PEM block with type ending in \"PRIVATE KEY\"", chain.ChainPem, chain.ChainPem);
        AssertFault("tls: failed to parse private key: it is malformed", Pem("PRIVATE KEY", [1, 2]), chain.ChainPem);
        AssertFault("tls: failed to parse private key: it is malformed", Pem("EC PRIVATE KEY", [0x30, 0]), chain.ChainPem);
        AssertFault("tls: failed to parse private key: a key of type \"DSA PRIVATE KEY\"", Pem("DSA PRIVATE KEY", [1]), chain.ChainPem);
        // An Ed25519 key, PKCS#8.
        AssertFault(
            "tls: failed to parse private key: the key type 1.3.101.112 is not supported",
            Pem("PRIVATE KEY", [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20, .. new byte[32]]),
            chain.ChainPem);
        AssertFault("tls: failed to find any PEM data in certificate input", chain.KeyPem, "");
        AssertFault(CertificateFile.Malformed, chain.KeyPem, "nothing");
    }

    [Fact]
    public void C3_Load_WeakKey_IsRefused()
    {
        var chain = PkiLab.SigningChain(1, leaf: r => r with { Key = LabKeyKind.Rsa1024 });
        AssertFault("the signing certificate \"CN=signer.example.com,O=Example,L=Seattle,ST=WA,C=US\"", chain.KeyPem, chain.ChainPem);
    }

    [Fact]
    public async Task Sign_AfterDispose_Throws()
    {
        var provider = PkiLab.SigningChain(1).CreateProvider();
        provider.Dispose();
        provider.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await provider.SignAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    private static LocalSignatureProvider Load(string key, string certificates) =>
        LocalSignatureProvider.Load(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(certificates));

    private static string AssertFault(string start, string key, string certificates)
    {
        var fault = Assert.Throws<SigningKeyException>(() => Load(key, certificates));
        Assert.StartsWith(start, fault.Message, StringComparison.Ordinal);
        return fault.Message;
    }

    private static string Pem(string label, byte[] der) => PemEncoding.WriteString(label, der) + "\n";
}
