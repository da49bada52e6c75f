using System.Text;
using System.Text.Json;
using Signet.Notary.Signing;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Signatures;
using Signet.Signatures.Certificates;
using Signet.Signatures.Envelopes;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Signing;

public class ArtifactSignerTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, 890, TimeSpan.FromHours(8));

    private readonly MemoryRepository _repository = new();
    private readonly LabChain _chain = PkiLab.SigningChain();

    public static TheoryData<string, KeySpec> FormatsAndKeys()
    {
        var data = new TheoryData<string, KeySpec>();
        foreach (var keySpec in Enum.GetValues<KeySpec>())
        {
            data.Add(NotaryMediaTypes.Jws, keySpec);
            data.Add(NotaryMediaTypes.Cose, keySpec);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(FormatsAndKeys))]
    public async Task Signature_is_stored_as_the_specification_says(string mediaType, KeySpec keySpec)
    {
        var chain = PkiLab.SigningChain(leafKey: keySpec);
        var artifact = _repository.AddArtifact(tag: "v1");

        using var provider = chain.CreateProvider();
        var signed = await new ArtifactSigner(_repository, provider, new FixedTime(Now)).SignAsync(
            new() { Reference = "v1", EnvelopeMediaType = mediaType, SigningAgent = "signet/0" },
            TestContext.Current.CancellationToken);

        Assert.Equal(artifact, signed.Artifact);
        Assert.Equal($"registry.example.com/app@{artifact.Digest}", signed.ResolvedReference);
        var bytes = _repository.ContentOf(signed.SignatureManifest.Digest);
        var manifest = ManifestReader.Read(signed.SignatureManifest, bytes);
        Assert.Equal(NotaryMediaTypes.Signature, manifest.ArtifactType);
        Assert.Equal(Descriptor.EmptyJson.Digest, manifest.Config!.Digest);
        Assert.Equal(MediaTypes.EmptyJson, manifest.Config.MediaType);
        Assert.Equal(artifact, manifest.Subject);
        Assert.Equal(2, manifest.Annotations.Count);
        Assert.Equal(
            "[" + string.Join(",", chain.Certificates.Select(c => $"\"{CertificateThumbprint.Sha256(c)}\"")) + "]",
            manifest.Annotations["io.cncf.notary.x509chain.thumbprint#S256"]);
        Assert.Equal("2026-03-03T21:06:07Z", manifest.Annotations["org.opencontainers.image.created"]);

        var layer = Assert.Single(manifest.Layers);
        Assert.Equal(mediaType, layer.MediaType);
        var envelope = SignatureEnvelope.Verify(mediaType, _repository.ContentOf(layer.Digest));
        Assert.True(envelope.IsValid, envelope.Fault?.Message);
        Assert.Equal(Now.AddMilliseconds(-890), envelope.Content.SigningTime);
        Assert.Equal(SigningScheme.X509, envelope.Content.Scheme);
        Assert.Equal("signet/0", envelope.Content.SigningAgent);
        Assert.Null(envelope.Content.Expiry);
    }

    [Fact]
    public async Task Manifest_is_byte_for_byte_what_notation_writes()
    {
        var signed = await SignAsync(new() { Reference = Artifact() });

        var manifest = Encoding.UTF8.GetString(_repository.ContentOf(signed.SignatureManifest.Digest));
        Assert.StartsWith(
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
            + "\"artifactType\":\"application/vnd.cncf.notary.signature\","
            + "\"config\":{\"mediaType\":\"application/vnd.oci.empty.v1+json\","
            + "\"digest\":\"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\",\"size\":2,"
            + "\"data\":\"e30=\"},\"layers\":[{\"mediaType\":\"application/jose+json\",\"digest\":\"sha256:",
            manifest,
            StringComparison.Ordinal);
        Assert.Contains(
            $"\"subject\":{{\"mediaType\":\"{signed.Artifact.MediaType}\",\"digest\":\"{signed.Artifact.Digest}\","
            + $"\"size\":{signed.Artifact.Size}}},\"annotations\":{{\"io.cncf.notary.x509chain.thumbprint#S256\":\"[\\\"",
            manifest,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expiry_counts_from_the_signing_time()
    {
        var signed = await SignAsync(new() { Reference = Artifact(), Expiry = TimeSpan.FromHours(24) });

        Assert.Equal(Now.AddMilliseconds(-890).AddDays(1), ContentOf(signed).Expiry);
    }

    [Fact]
    public async Task User_metadata_is_signed()
    {
        var signed = await SignAsync(new()
        {
            Reference = Artifact(),
            UserMetadata = new Dictionary<string, string> { ["build"] = "42", ["a"] = "b" },
        });

        using var payload = JsonDocument.Parse(ContentOf(signed).Payload);
        var annotations = payload.RootElement.GetProperty("targetArtifact").GetProperty("annotations");
        Assert.Equal("42", annotations.GetProperty("build").GetString());
        Assert.Equal(2, annotations.EnumerateObject().Count());
    }

    [Theory]
    [InlineData(-1, "expiry duration cannot be a negative value")]
    [InlineData(TimeSpan.TicksPerSecond + 1, "expiry duration supports minimum granularity of seconds")]
    public async Task Expiry_is_whole_seconds_from_zero(long ticks, string message)
    {
        var options = new SignOptions { Reference = Artifact(), Expiry = TimeSpan.FromTicks(ticks) };

        var e = await Assert.ThrowsAsync<SigningException>(() => SignAsync(options));
        Assert.Equal(message, e.Message);
        Assert.Empty(_repository.Requests);
    }

    [Fact]
    public async Task Reserved_metadata_keys_are_refused()
    {
        var options = new SignOptions
        {
            Reference = Artifact(),
            UserMetadata = new Dictionary<string, string> { ["io.cncf.notary.x"] = "y" },
        };

        var e = await Assert.ThrowsAsync<SigningException>(() => SignAsync(options));
        Assert.Equal(
            "error adding user metadata: metadata key io.cncf.notary.x has reserved prefix io.cncf.notary", e.Message);
    }

    [Fact]
    public async Task Metadata_that_the_artifact_has_already_is_refused()
    {
        var reference = Artifact();
        var truth = await _repository.ResolveAsync(reference, TestContext.Current.CancellationToken);
        _repository.OnResolve = _ => truth with { Annotations = new Dictionary<string, string> { ["k"] = "old" } };
        var options = new SignOptions
        {
            Reference = reference,
            UserMetadata = new Dictionary<string, string> { ["k"] = "new" },
        };

        var e = await Assert.ThrowsAsync<SigningException>(() => SignAsync(options));
        Assert.Equal(
            "error adding user metadata: metadata key k is already present in the target artifact", e.Message);
    }

    [Fact]
    public async Task A6_SigningRefusesAnotherDigestThanTheOneAskedFor()
    {
        var asked = Artifact();
        var other = _repository.AddArtifact("other");
        _repository.OnResolve = _ => other;

        var e = await Assert.ThrowsAsync<OciException>(() => SignAsync(new() { Reference = asked }));
        Assert.Equal(OciError.ContentMismatch, e.Error);
        Assert.Equal($"user input digest {asked} does not match the resolved digest {other.Digest}", e.Message);
        Assert.DoesNotContain(_repository.Requests, r => r.StartsWith("push", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Missing_artifact_is_named()
    {
        var e = await Assert.ThrowsAsync<OciException>(() => SignAsync(new() { Reference = "nope" }));
        Assert.Equal(OciError.NotFound, e.Error);
        Assert.Equal("failed to get manifest descriptor: registry.example.com/app: nope: not found", e.Message);
    }

    [Fact]
    public async Task Failed_push_keeps_its_kind()
    {
        _repository.Failures[Descriptor.EmptyJson.Digest] = new OciException(OciError.Forbidden, "no")
        {
            StatusCode = 403,
        };

        var e = await Assert.ThrowsAsync<OciException>(() => SignAsync(new() { Reference = Artifact() }));
        Assert.Equal(OciError.Forbidden, e.Error);
        Assert.Equal(403, e.StatusCode);
        Assert.Equal("failed to push signature to registry with error: no", e.Message);
    }

    private string Artifact() => _repository.AddArtifact().Digest.ToString();

    private async Task<SignedArtifact> SignAsync(SignOptions options)
    {
        using var provider = _chain.CreateProvider();
        return await new ArtifactSigner(_repository, provider, new FixedTime(Now)).SignAsync(
            options, TestContext.Current.CancellationToken);
    }

    private EnvelopeContent ContentOf(SignedArtifact signed)
    {
        var manifest = ManifestReader.Read(
            signed.SignatureManifest, _repository.ContentOf(signed.SignatureManifest.Digest));
        var layer = manifest.Layers[0];
        return SignatureEnvelope.Verify(layer.MediaType, _repository.ContentOf(layer.Digest)).Content!;
    }
}
