using System.Security.Cryptography.X509Certificates;
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
        var artifact = new Descriptor
        {
            MediaType = MediaTypes.DockerManifest,
            Digest = Digest.Parse("sha256:60043cf45eaebc4c0867fea485a039b598f52fd09fd5b07b0b2d2f88fad9d74e"),
            Size = 528,
        };
        _lab.Repository.OnResolve = _ => artifact;
        await _lab.AttachAsync(
            [_lab.Repository.AddBlob(NotaryMediaTypes.Jws, Vectors.Read(Envelopes + file))], subject: artifact);

        VerdictAssert.Kind(expected, await _lab.VerifyAsync(artifact.Digest.ToString()));
    }

    [Theory]
    [InlineData("ca_valid_sig_env.json", VerdictKind.Trusted)]
    [InlineData("sa_valid_sig_env.json", VerdictKind.Untrusted)]
    public async Task C6_StoreOfTheOtherSchemeDoesNotCount(string file, VerdictKind expected)
    {
        Vectors.SkipUnlessPresent();
        _lab.Store("ca", "test", Read(Stores + "ca/valid-trust-store/NotationTestRoot.pem"));
        var artifact = new Descriptor
        {
            MediaType = MediaTypes.DockerManifest,
            Digest = Digest.Parse("sha256:60043cf45eaebc4c0867fea485a039b598f52fd09fd5b07b0b2d2f88fad9d74e"),
            Size = 528,
        };
        _lab.Repository.OnResolve = _ => artifact;
        await _lab.AttachAsync(
            [_lab.Repository.AddBlob(NotaryMediaTypes.Jws, Vectors.Read(Envelopes + file))], subject: artifact);

        VerdictAssert.Kind(expected, await _lab.VerifyAsync(artifact.Digest.ToString()));
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
