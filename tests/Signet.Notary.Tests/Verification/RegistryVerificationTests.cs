using Signet.Notary.Signing;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Remote;
using Signet.Signatures;
using Signet.TestKit.Registries;

namespace Signet.Notary.Tests.Verification;

/// <summary>The whole way through a registry: waves of requests, and what a registry does wrong on the wire.</summary>
public sealed class RegistryVerificationTests : IAsyncLifetime
{
    private static readonly TimeSpan Latency = ScriptedRegistryOptions.ApartWaves;

    private readonly VerificationLab _lab = new();
    private readonly List<IDisposable> _clients = [];
    private ScriptedRegistry _registry = null!;
    private RemoteRepository _repository = null!;
    private Descriptor _artifact = null!;

    public async ValueTask InitializeAsync() => await StartAsync(referrersApi: true);

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(c => c.Dispose());
        await _registry.DisposeAsync();
        _lab.Dispose();
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 5)]
    public async Task Signing_takes_three_waves_and_two_more_for_the_tag_schema(bool referrersApi, int most)
    {
        await RestartAsync(referrersApi);

        await SignAsync();

        Assert.True(_registry.Requests.Waves <= most, string.Join('\n', _registry.Requests.All));
    }

    [Fact]
    public async Task Configuration_that_is_there_is_not_pushed_again()
    {
        await SignAsync();
        Reconnect();

        await SignAsync(new Dictionary<string, string> { ["second"] = "1" });

        Assert.Single(_registry.Requests.Of("PUT"), r => r.Path.Contains("/blobs/uploads/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 3)]
    public async Task Verification_by_digest_takes_three_waves(bool referrersApi, int most)
    {
        await RestartAsync(referrersApi);
        await SignAsync();
        Reconnect();

        var verdict = await _lab.VerifyAsync(_artifact.Digest.ToString(), repository: _repository);

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.True(_registry.Requests.Waves <= most, string.Join('\n', _registry.Requests.All));
    }

    [Fact]
    public async Task Verification_by_tag_takes_one_wave_more()
    {
        await SignAsync();
        Reconnect();

        var verdict = await _lab.VerifyAsync("v1", repository: _repository);

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.True(_registry.Requests.Waves <= 4, string.Join('\n', _registry.Requests.All));
    }

    [Fact]
    public async Task Listing_takes_one_wave_and_reading_ten_takes_no_more_than_reading_one()
    {
        await SignAsync();
        Reconnect();
        var one = await new SignatureListing(_repository).InspectAsync(
            _artifact.Digest.ToString(), TestContext.Current.CancellationToken);
        Assert.Null(Assert.Single(one.Signatures).Fault);
        var waves = _registry.Requests.Waves;

        for (var i = 1; i < 10; i++)
        {
            await SignAsync(new Dictionary<string, string> { ["i"] = $"{i}" });
        }

        Reconnect();
        var ten = await new SignatureListing(_repository).InspectAsync(
            _artifact.Digest.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal(10, ten.Signatures.Count);
        Assert.All(ten.Signatures, s => Assert.NotNull(s.Content));
        Assert.True(_registry.Requests.Waves <= waves, string.Join('\n', _registry.Requests.All));

        Reconnect();
        var list = await new SignatureListing(_repository).ListAsync(
            _artifact.Digest.ToString(), TestContext.Current.CancellationToken);
        Assert.Equal(ten.Signatures.Select(s => s.Manifest.Digest), list.Signatures.Select(s => s.Digest));
        Assert.True(_registry.Requests.Waves == 1, string.Join('\n', _registry.Requests.All));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A7_PoisonInTheRegistryBeforeGood(bool referrersApi)
    {
        await RestartAsync(referrersApi);
        var poison = ManifestWriter.WriteImageManifest(
            Descriptor.EmptyJson, [], NotaryMediaTypes.Signature, _artifact.Bare());
        await _repository.PushBlobAsync(
            Descriptor.EmptyJson,
            _ => ValueTask.FromResult<Stream>(new MemoryStream(Descriptor.EmptyJsonContent.ToArray())),
            TestContext.Current.CancellationToken);
        await _repository.PushManifestAsync(
            Descriptor.Of(MediaTypes.ImageManifest, poison), poison, null, TestContext.Current.CancellationToken);
        await SignAsync();

        var verdict = await _lab.VerifyAsync(_artifact.Digest.ToString(), repository: _repository);

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Equal(1, verdict.IgnoredCount);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A9_RegistryThatRefusesToListIsUndetermined(int status)
    {
        await SignAsync();
        _registry.On("GET", "/referrers/").Always().Status(status);

        VerdictAssert.Kind(
            VerdictKind.Undetermined,
            await _lab.VerifyAsync(_artifact.Digest.ToString(), repository: _repository));
    }

    [Fact]
    public async Task A9_ConnectionLostWhileFetchingIsUndetermined()
    {
        var signed = await SignAsync();
        _registry.On("GET", $"/manifests/{signed.SignatureManifest.Digest}").Always().DropConnection();

        var verdict = await _lab.VerifyAsync(_artifact.Digest.ToString(), repository: _repository);

        VerdictAssert.Kind(VerdictKind.Undetermined, verdict);
        Assert.StartsWith(
            "signature verification failed: unable to retrieve digital signature with digest "
            + $"\"{signed.SignatureManifest.Digest}\"",
            verdict.Summary,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A6_EnvelopeThatIsNotWhatItsDescriptorSays()
    {
        await SignAsync();
        _registry.On("GET", "/blobs/").Always().Change(body =>
        {
            body[^1] ^= 1;
            return body;
        });

        VerdictAssert.Kind(
            VerdictKind.Invalid, await _lab.VerifyAsync(_artifact.Digest.ToString(), repository: _repository));
    }

    [Fact]
    public async Task A6_WhatIsSignedIsReadAndNotBelieved()
    {
        _registry.On("GET", $"/manifests/{_artifact.Digest}").Always()
            .Header("Content-Type", "application/vnd.docker.distribution.manifest.list.v2+json");

        var refused = await Assert.ThrowsAsync<OciException>(() => SignAsync());

        Assert.StartsWith("failed to get manifest descriptor: ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(_registry.Requests.Of("PUT"));
    }

    [Fact]
    public async Task A11_TagThatMovesDuringVerificationIsAskedForOnce()
    {
        await SignAsync();
        var other = _registry.Repository("app").AddManifest(
            ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [], "application/vnd.other"), MediaTypes.ImageManifest);
        _registry.On("GET", "/referrers/").Before(_ => _registry.Repository("app").Tag("v1", other.Digest));

        var verdict = await _lab.VerifyAsync("v1", repository: _repository);

        VerdictAssert.Kind(VerdictKind.Trusted, verdict);
        Assert.Equal(_artifact.Digest, verdict.Artifact!.Digest);
    }

    private async Task StartAsync(bool referrersApi)
    {
        _registry = await ScriptedRegistry.StartAsync(new() { Latency = Latency, ReferrersApi = referrersApi });
        var stored = _registry.Repository("app");
        var manifest = ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [], "application/vnd.example");
        _artifact = Descriptor.Of(MediaTypes.ImageManifest, manifest);
        stored.AddManifest(manifest, MediaTypes.ImageManifest, "v1");
        _lab.Scope = $"{_registry.Host}/app";
        Reconnect();
    }

    private async Task RestartAsync(bool referrersApi)
    {
        await _registry.DisposeAsync();
        await StartAsync(referrersApi);
    }

    private void Reconnect()
    {
        var client = new RegistryClient(new() { Retry = RetryOptions.None });
        _clients.Add(client);
        _repository = client.GetRepository(_registry.Host, "app");
        _registry.Requests.Clear();
    }

    private async Task<SignedArtifact> SignAsync(IReadOnlyDictionary<string, string>? metadata = null)
    {
        using var provider = _lab.Trusted.CreateProvider();
        return await new ArtifactSigner(_repository, provider, new FixedTime(VerificationLab.Now)).SignAsync(
            new()
            {
                Reference = _artifact.Digest.ToString(),
                UserMetadata = metadata ?? new Dictionary<string, string>(),
            },
            TestContext.Current.CancellationToken);
    }
}
