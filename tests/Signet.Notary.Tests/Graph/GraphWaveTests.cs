using Signet.Notary.Graph;
using Signet.Notary.Signing;
using Signet.Notary.Tests.Verification;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Oci.Remote;
using Signet.TestKit.Registries;

namespace Signet.Notary.Tests.Graph;

/// <summary>The whole way through a registry: how many times its distance is paid.</summary>
public sealed class GraphWaveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An index with 5 platforms, 20 reports and 26 signatures.</summary>
    [Theory]
    [InlineData(true, "v1", 6)]
    [InlineData(true, null, 5)]
    [InlineData(false, "v1", 7)]
    [InlineData(false, null, 6)]
    public async Task Verification_of_a_release_takes_few_waves(bool referrersApi, string? tag, int most)
    {
        using var lab = new VerificationLab();
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = referrersApi });
        lab.Scope = $"{registry.Host}/app";
        lab.Store("ca", "test", lab.Trusted.Root.Certificate);
        using var client = new RegistryClient(new() { Retry = RetryOptions.None });
        var repository = client.GetRepository(registry.Host, "app");
        var index = await ReleaseAsync(repository);
        using var provider = lab.Trusted.CreateProvider();
        var signing = await new GraphSigner(repository, new KeySigner(provider, lab.Options.TimeProvider), lab.Options.TimeProvider)
            .SignAsync(new() { Signature = new() { Reference = "v1" }, Concurrency = 8 }, Token);
        Assert.Equal(26, signing.Results.Count(r => r.Outcome == GraphSignOutcome.Signed));

        registry.Requests.Clear();
        registry.Latency = ScriptedRegistryOptions.ApartWaves;
        using var fresh = new RegistryClient(new() { Retry = RetryOptions.None });
        var verdict = await new GraphVerifier(lab.Policy(), lab.TrustStore, lab.Options).VerifyAsync(
            fresh.GetRepository(registry.Host, "app"), new() { Reference = tag ?? index.Digest.ToString() }, Token);

        Assert.True(verdict.IsAccepted, verdict.Summary);
        Assert.Equal(1 + 5 + 20 + 26, verdict.Nodes.Count);
        Assert.True(registry.Requests.Waves <= most, $"{registry.Requests.Waves} waves\n{string.Join('\n', registry.Requests.All)}");
        Assert.True(
            registry.Requests.All.GroupBy(r => (r.Method, r.Path, r.Query)).All(g => g.Count() == 1),
            "something was asked for twice");
    }

    private static async Task<Descriptor> ReleaseAsync(RemoteRepository repository)
    {
        await repository.PushBlobAsync(
            Descriptor.EmptyJson, _ => ValueTask.FromResult<Stream>(new MemoryStream(Descriptor.EmptyJsonContent.ToArray())), Token);
        var platforms = new List<Descriptor>();
        for (var i = 0; i < 5; i++)
        {
            var platform = await PushAsync($"platform {i}", null);
            platforms.Add(platform with { Platform = new() { Os = "linux", Architecture = $"a{i}" } });
            for (var j = 0; j < 4; j++)
            {
                await PushAsync($"report {i} {j}", platform);
            }
        }

        var index = ManifestWriter.WriteIndex(platforms, null, null);
        var descriptor = Descriptor.Of(MediaTypes.ImageIndex, index);
        await repository.PushManifestAsync(descriptor, index, "v1", Token);
        return descriptor;

        async Task<Descriptor> PushAsync(string name, Descriptor? subject)
        {
            var content = ManifestWriter.WriteImageManifest(
                Descriptor.EmptyJson.Bare(), [], "application/vnd.example.report", subject, new Dictionary<string, string> { ["name"] = name });
            var manifest = Descriptor.Of(MediaTypes.ImageManifest, content);
            await repository.PushManifestAsync(manifest, content, null, Token);
            return manifest;
        }
    }
}
