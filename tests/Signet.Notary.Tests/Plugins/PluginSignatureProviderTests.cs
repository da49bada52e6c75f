using Signet.Notary.Plugins;
using Signet.Plugins;
using Signet.Plugins.Messages;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Plugins;

public sealed class PluginSignatureProviderTests : IDisposable
{
    private static readonly DateTimeOffset SigningTime = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly PluginLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(KeySpec.Rsa2048)]
    [InlineData(KeySpec.Rsa3072)]
    [InlineData(KeySpec.Rsa4096)]
    [InlineData(KeySpec.Ec256)]
    [InlineData(KeySpec.Ec384)]
    [InlineData(KeySpec.Ec521)]
    public async Task Plugin_in_python_signs_with_every_kind_of_key(KeySpec keySpec)
    {
        var chain = PkiLab.SigningChain(leafKey: keySpec);
        var client = PythonSigner.Install(_lab, chain);
        foreach (var mediaType in new[] { NotaryMediaTypes.Jws, NotaryMediaTypes.Cose })
        {
            await AssertSignsAsync(client, mediaType, keySpec, chain);
        }
    }

    [Fact]
    public async Task Plugin_in_shell_signs()
    {
        var chain = PkiLab.SigningChain(leafKey: KeySpec.Rsa2048);
        await AssertSignsAsync(ShellSigner.Install(_lab, chain), NotaryMediaTypes.Jws, KeySpec.Rsa2048, chain);
    }

    [Theory]
    [InlineData(KeySpec.Ec256, "der", "is a DER sequence")]
    [InlineData(KeySpec.Ec256, "flipped", "The signature does not match the content and the signing certificate")]
    [InlineData(KeySpec.Ec256, "hashed", "The signature does not match the content and the signing certificate")]
    [InlineData(KeySpec.Ec256, "short", "The signature has 63 bytes; ECDSA-SHA-256 gives 64")]
    [InlineData(KeySpec.Ec256, "reversed", "The signature does not match the content and the signing certificate")]
    [InlineData(KeySpec.Ec256, "junk", "Certificate 1 of the chain cannot be read")]
    [InlineData(KeySpec.Ec256, "spec", "signingAlgorithm in generateSignature response \"ECDSA-SHA-256\"")]
    [InlineData(KeySpec.Rsa2048, "salt", "The signature does not match the content and the signing certificate")]
    [InlineData(KeySpec.Rsa2048, "pkcs1", "The signature does not match the content and the signing certificate")]
    [InlineData(KeySpec.Rsa2048, "reversed", "The signing certificate's key is of EC-256")]
    public async Task H3_signature_that_does_not_hold_is_not_used(KeySpec keySpec, string mode, string message)
    {
        var client = PythonSigner.Install(_lab, PkiLab.SigningChain(leafKey: keySpec), mode: mode);
        var e = await Assert.ThrowsAsync<PluginCallException>(() => SignAsync(client, NotaryMediaTypes.Jws));
        Assert.Equal(PluginFailure.NotAuthentic, e.Failure);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LabKeyKind.P256, "The signature does not match the content and the signing certificate")]
    [InlineData(LabKeyKind.P384, "The signing certificate's key is of EC-384, and the key was announced as EC-256")]
    public async Task H3_chain_of_another_key_is_not_used(LabKeyKind kind, string message)
    {
        var other = PkiLab.Chain(
            LabRecipe.Leaf("other.example.com") with { Key = kind, KeySlot = 77 }, LabRecipe.Authority("root.example.com"));
        var client = PythonSigner.Install(_lab, PkiLab.SigningChain());
        _lab.Put(client.Name, "chain.pem", other.ChainPem);
        var e = await Assert.ThrowsAsync<PluginCallException>(() => SignAsync(client, NotaryMediaTypes.Cose));
        Assert.Equal(PluginFailure.NotAuthentic, e.Failure);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chain_without_its_root_makes_no_envelope()
    {
        var client = PythonSigner.Install(_lab, PkiLab.SigningChain(), mode: "leaf");
        var e = await Assert.ThrowsAsync<SigningException>(() => SignAsync(client, NotaryMediaTypes.Jws));
        Assert.Equal("root", e.Fault?.Rule);
    }

    [Fact]
    public async Task Plugin_that_cannot_sign_bytes_is_not_asked_to()
    {
        var client = _lab.Canned("p", PluginLab.Metadata("p", PluginCapability.EnvelopeGenerator));
        var e = await Assert.ThrowsAsync<PluginCallException>(() => SignAsync(client, NotaryMediaTypes.Jws));
        Assert.Equal(PluginFailure.NotCapable, e.Failure);
        Assert.Equal("get-plugin-metadata\n", _lab.Read("p", "calls"));
    }

    [Theory]
    [InlineData("SIGNATURE_GENERATOR.RAW", false, PluginSigningWorkflow.Raw)]
    [InlineData("SIGNATURE_GENERATOR.ENVELOPE SIGNATURE_GENERATOR.RAW", false, PluginSigningWorkflow.Raw)]
    [InlineData("SIGNATURE_GENERATOR.ENVELOPE", false, PluginSigningWorkflow.Envelope)]
    [InlineData("SIGNATURE_GENERATOR.ENVELOPE_FOR_BLOB", false, null)]
    [InlineData("SIGNATURE_VERIFIER.TRUSTED_IDENTITY", false, null)]
    [InlineData("SIGNATURE_GENERATOR.RAW", true, PluginSigningWorkflow.Raw)]
    [InlineData("SIGNATURE_GENERATOR.ENVELOPE_FOR_BLOB", true, PluginSigningWorkflow.Envelope)]
    [InlineData("SIGNATURE_GENERATOR.ENVELOPE", true, null)]
    public void Raw_signing_is_preferred(string capabilities, bool isBlob, PluginSigningWorkflow? expected)
    {
        var metadata = new PluginMetadata { Name = "p", Capabilities = capabilities.Split(' ') };
        if (expected is not null)
        {
            Assert.Equal(expected, PluginSigningWorkflows.Choose(metadata, isBlob));
            return;
        }

        var e = Assert.Throws<PluginCallException>(() => PluginSigningWorkflows.Choose(metadata, isBlob));
        Assert.Equal(PluginFailure.NotCapable, e.Failure);
        Assert.Equal(
            isBlob
                ? "the plugin \"p\" lacks the signature generator capability required for blob signing"
                : "plugin does not have signing capabilities",
            e.Message);
    }

    private static async Task AssertSignsAsync(PluginClient client, string mediaType, KeySpec keySpec, LabChain chain)
    {
        var envelope = await SignAsync(client, mediaType);
        var check = SignatureEnvelope.Verify(mediaType, envelope);
        Assert.True(check.IsValid, check.Fault?.Message);
        Assert.Equal(keySpec, check.Content.Algorithm.KeySpec);
        Assert.Equal(chain.Certificates.Select(c => c.Thumbprint), check.Content.CertificateChain.Select(c => c.Thumbprint));
        Assert.Equal($"signet/0 {client.Name}/0.1.0", check.Content.SigningAgent);
    }

    private static async Task<byte[]> SignAsync(PluginClient client, string mediaType)
    {
        var token = TestContext.Current.CancellationToken;
        var metadata = await client.GetMetadataAsync(null, token);
        var provider = await PluginSignatureProvider.CreateAsync(client, metadata, "the key", null, token);
        return await SignatureEnvelope.SignAsync(
            mediaType,
            new()
            {
                Payload = "{\"targetArtifact\":{}}"u8.ToArray(),
                SigningTime = SigningTime,
                SigningAgent = "signet/0" + provider.SigningAgentSuffix,
            },
            provider,
            token);
    }
}
