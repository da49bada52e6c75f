using System.Security.Cryptography.X509Certificates;
using Signet.Notary.Tests.Plugins;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Signatures;
using Signet.Signatures.Certificates;
using Signet.TestKit;

namespace Signet.Notary.Tests.Verification;

/// <summary>Envelopes and a layout that notation-go made, with the outcomes its own tests name.</summary>
public sealed class NotationVectorTests : IDisposable
{
    private const string Envelopes = "notation-go/internal/mock/testdata/";
    private const string Artifact = "60043cf45eaebc4c0867fea485a039b598f52fd09fd5b07b0b2d2f88fad9d74e";
    private const string Both = $"{DemandedPlugin.IdentityCheck} {DemandedPlugin.RevocationCheck}";
    private const string Stores = "notation-go/verifier/testdata/truststore/x509/";

    private readonly VerificationLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData("ca_valid_sig_env.json", "strict", VerdictKind.Trusted)]
    [InlineData("ca_invalid_sig_env.json", "strict", VerdictKind.Invalid)]
    [InlineData("ca_invalid_sig_env.json", "audit", VerdictKind.Invalid)]
    [InlineData("ca_expired_sig_env.json", "strict", VerdictKind.Expired)]
    [InlineData("ca_expired_sig_env.json", "permissive", VerdictKind.Trusted)]
    [InlineData("ca_plugin_sig_env.json", "strict", VerdictKind.Undetermined)]
    [InlineData("ca_plugin_sig_env.json", "audit", VerdictKind.Undetermined)]
    [InlineData("sa_valid_sig_env.json", "strict", VerdictKind.Trusted)]
    [InlineData("sa_invalid_sig_env.json", "strict", VerdictKind.Invalid)]
    [InlineData("sa_expired_sig_env.json", "strict", VerdictKind.Expired)]
    [InlineData("sa_expired_sig_env.json", "audit", VerdictKind.Trusted)]
    [InlineData("sa_plugin_sig_env.json", "strict", VerdictKind.Undetermined)]
    [InlineData("sig_env_with_metadata.json", "strict", VerdictKind.Untrusted)]
    public async Task Envelope_leads_to_the_verdict_of_notation(string file, string level, VerdictKind expected)
    {
        Vectors.SkipUnlessPresent();
        Trust(Read(Stores + "ca/valid-trust-store/NotationTestRoot.pem"));
        _lab.Level = level;

        VerdictAssert.Kind(expected, await VerifyAsync(file, Artifact, 528));
    }

    /// <summary>What the plugin "plugin-name" can do, what it says, and which attributes it processes.</summary>
    [Theory]
    [InlineData("ca", Both, DemandedPlugin.Yes, "[\"SomeKey\"]", VerdictKind.Trusted)]
    [InlineData("sa", Both, DemandedPlugin.Yes, "[\"SomeKey\"]", VerdictKind.Trusted)]
    [InlineData("ca", DemandedPlugin.IdentityCheck, DemandedPlugin.Yes, "[\"SomeKey\"]", VerdictKind.Trusted)]
    [InlineData("ca", DemandedPlugin.IdentityCheck, DemandedPlugin.No, "[\"SomeKey\"]", VerdictKind.Untrusted)]
    [InlineData("sa", DemandedPlugin.RevocationCheck, DemandedPlugin.Yes, "[\"SomeKey\"]", VerdictKind.Trusted)]
    [InlineData("sa", DemandedPlugin.RevocationCheck, DemandedPlugin.No, "[\"SomeKey\"]", VerdictKind.Revoked)]
    [InlineData("ca", Both, DemandedPlugin.Yes, "[]", VerdictKind.Invalid)]
    [InlineData("ca", "SIGNATURE_GENERATOR.RAW", DemandedPlugin.Yes, "[\"SomeKey\"]", VerdictKind.Undetermined)]
    public async Task Envelope_that_demands_a_plugin_is_decided_with_it(
        string scheme, string capabilities, string result, string processed, VerdictKind expected)
    {
        Vectors.SkipUnlessPresent();
        using var plugins = Install("plugin-name", capabilities, result, processed);
        Trust(Read(Stores + "ca/valid-trust-store/NotationTestRoot.pem"));

        var verdict = await VerifyAsync($"{scheme}_plugin_sig_env.json", Artifact, 528);

        VerdictAssert.Kind(expected, verdict);
    }

    /// <summary>The envelopes demand the version in their name; the plugin has 1.0.0.</summary>
    [Theory]
    [InlineData("compatible_pluginver_sig_env_0.0.9", VerdictKind.Trusted)]
    [InlineData("compatible_pluginver_sig_env_1.0.0-alpha", VerdictKind.Trusted)]
    [InlineData("compatible_pluginver_sig_env_1.0.0-alpha.beta", VerdictKind.Trusted)]
    [InlineData("compatible_pluginver_sig_env_1.0.0", VerdictKind.Trusted)]
    [InlineData("incompatible_pluginver_sig_env_1.0.1", VerdictKind.Undetermined)]
    [InlineData("incompatible_pluginver_sig_env_1.0.9", VerdictKind.Undetermined)]
    [InlineData("incompatible_pluginver_sig_env_1.1.0-alpha", VerdictKind.Undetermined)]
    [InlineData("incompatible_pluginver_sig_env_1.2.3", VerdictKind.Undetermined)]
    public async Task Envelope_that_demands_a_version_gets_it(string file, VerdictKind expected)
    {
        Vectors.SkipUnlessPresent();
        using var plugins = Install("io.cncf.notary.plugin.unittest.mock", Both, DemandedPlugin.Yes, "[]");
        var leaf = System.Text.Json.Nodes.JsonNode.Parse(Vectors.Read($"{Envelopes}ca_{file}.json"))!["header"]!["x5c"]![0]!;
        Trust(X509CertificateLoader.LoadCertificate(Convert.FromBase64String(leaf.GetValue<string>())));

        var verdict = await VerifyAsync($"ca_{file}.json", "fe7e9333395060c2f5e63cf36a38fba10176f183b4163a5794e081a480abba5f", 942);

        VerdictAssert.Kind(expected, verdict);
    }

    [Theory]
    [InlineData("ca_valid_sig_env.json", VerdictKind.Trusted)]
    [InlineData("sa_valid_sig_env.json", VerdictKind.Untrusted)]
    public async Task C6_StoreOfTheOtherSchemeDoesNotCount(string file, VerdictKind expected)
    {
        Vectors.SkipUnlessPresent();
        _lab.Store("ca", "test", Read(Stores + "ca/valid-trust-store/NotationTestRoot.pem"));

        VerdictAssert.Kind(expected, await VerifyAsync(file, Artifact, 528));
    }

    [Fact]
    public async Task Layout_of_notation_is_listed_and_verified()
    {
        Vectors.SkipUnlessPresent();
        var folder = Directory.CreateTempSubdirectory("signet-layout-").FullName;
        try
        {
            CopyFolder(Vectors.Path("notation-go/internal/testdata/oci-layout"), folder);
            var repository = await LayoutRepository.OpenAsync(folder, TestContext.Current.CancellationToken);
            var digest = "sha256:19dbd2e48e921426ee8ace4dc892edfb2ecdc1d1a72d5416c83670c30acecef0";

            // The layout holds the artifact alone; its signature lies beside it.
            using var signature = new MemoryStream(Vectors.Read("notation-go/internal/testdata/jws_signature.sig"));
            var layer = Descriptor.Of(NotaryMediaTypes.Jws, signature.ToArray());
            await repository.PushBlobAsync(
                layer, _ => ValueTask.FromResult<Stream>(signature), TestContext.Current.CancellationToken);
            await repository.PushBlobAsync(
                Descriptor.EmptyJson,
                _ => ValueTask.FromResult<Stream>(new MemoryStream(Descriptor.EmptyJsonContent.ToArray())),
                TestContext.Current.CancellationToken);
            var artifact = await repository.ResolveAsync(digest, TestContext.Current.CancellationToken);
            var manifest = ManifestWriter.WriteImageManifest(
                Descriptor.EmptyJson, [layer], NotaryMediaTypes.Signature, artifact.Bare());
            await repository.PushManifestAsync(
                Descriptor.Of(MediaTypes.ImageManifest, manifest), manifest, null, TestContext.Current.CancellationToken);

            var inspection = await new SignatureListing(repository).InspectAsync(
                digest, TestContext.Current.CancellationToken);
            var inspected = Assert.Single(inspection.Signatures);
            Assert.Null(inspected.Fault);
            Assert.Equal(digest, inspected.SignedArtifact!.Digest.ToString());

            _lab.Store("ca", "test", inspected.Content!.CertificateChain[^1]);
            _lab.Scope = "*";
            var verdict = await new ArtifactVerifier(_lab.Policy(), _lab.TrustStore, _lab.Options).VerifyAsync(
                repository, new() { Reference = digest, Scope = "local/layout" }, TestContext.Current.CancellationToken);
            VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private PluginLab Install(string name, string capabilities, string result, string processed)
    {
        var plugins = new PluginLab();
        plugins.Shell(name, "cat > $here/request; [ $1 = verify-signature ] && exec cat $here/answer; cat $here/metadata");
        plugins.Put(
            name, "metadata", PluginLab.Metadata(name, capabilities.Split(' ')).Replace("1.2.3", "1.0.0", StringComparison.Ordinal));
        plugins.Put(name, "answer", DemandedPlugin.Answer(result, result, processed));
        _lab.Options = _lab.Options with { Plugins = plugins.Manager };
        return plugins;
    }

    private async Task<Verdict> VerifyAsync(string file, string digest, long size)
    {
        var artifact = new Descriptor
        {
            MediaType = MediaTypes.DockerManifest, Digest = Digest.Parse($"sha256:{digest}"), Size = size,
        };
        _lab.Repository.OnResolve = _ => artifact;
        await _lab.AttachAsync(
            [_lab.Repository.AddBlob(NotaryMediaTypes.Jws, Vectors.Read(Envelopes + file))], subject: artifact);
        return await _lab.VerifyAsync(artifact.Digest.ToString());
    }

    private void Trust(X509Certificate2 root)
    {
        _lab.Store("ca", "test", root);
        _lab.Store("signingAuthority", "test", root);
        _lab.TrustStores = "\"ca:test\", \"signingAuthority:test\"";
    }

    private static X509Certificate2 Read(string path) => CertificateFile.Read(Vectors.Read(path))[0];

    private static void CopyFolder(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.WriteAllBytes(target, File.ReadAllBytes(file));
        }
    }
}
