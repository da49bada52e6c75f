using System.Text;
using Signet.Oci.Manifests;
using Signet.Oci.Remote;
using Signet.Oci.Remote.Referrers;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Remote.Referrers;

public sealed class ReferrersListTests
{
    private static readonly Digest Subject = Digest.Sha256("subject"u8);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheApiIsAskedTogetherWithTheFallbackTag_AndEntriesAreFiltered(bool serverFilters)
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new() { FiltersReferrers = serverFilters, Latency = ScriptedRegistryOptions.ApartWaves });
        var stored = registry.Repository("app");
        var subject = stored.AddArtifact("v1");
        var signature = stored.AddArtifact(subject: subject, artifactType: TestContent.SignatureType);
        stored.AddArtifact(subject: subject, artifactType: "application/vnd.example.sbom");
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        var first = await ListAsync(repository, subject.Digest, TestContent.SignatureType);

        Assert.Equal(signature.Digest, Assert.Single(first).Digest);
        Assert.Equal(1, registry.Requests.Waves);
        Assert.Equal(2, registry.Requests.Count);

        // What was learned serves the next listing.
        registry.Requests.Clear();
        await ListAsync(repository, subject.Digest, TestContent.SignatureType);
        Assert.EndsWith(
            $"/referrers/{subject.Digest}?artifactType=application%2Fvnd.cncf.notary.signature",
            Assert.Single(registry.Requests.All).PathAndQuery,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheApiTheFallbackTagCountsInTheSameWave()
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new() { ReferrersApi = false, Latency = ScriptedRegistryOptions.ApartWaves });
        var entry = AddFallback(registry, Subject, TestContent.SignatureType);
        AddFallback(registry, Digest.Sha256("other"u8), TestContent.SignatureType);
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        Assert.Equal(entry.Digest, Assert.Single(await ListAsync(repository, Subject, TestContent.SignatureType)).Digest);
        Assert.Equal(1, registry.Requests.Waves);
        Assert.Empty(await ListAsync(repository, Subject, "application/vnd.example.other"));
        Assert.Single(registry.Requests.Of("GET", "/referrers/"));
    }

    [Fact]
    public async Task AForcedModeAsksOnlyItsWay()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        AddFallback(registry, Subject, TestContent.SignatureType);
        using var tag = TestContent.Client(o => o with { Referrers = ReferrersMode.Tag });
        using var api = TestContent.Client(o => o with { Referrers = ReferrersMode.Api });

        Assert.Single(await ListAsync(tag.GetRepository(registry.Host, "app"), Subject));
        Assert.Empty(registry.Requests.Of("GET", "/referrers/"));
        registry.Requests.Clear();
        await TestContent.FailsAsync(
            OciError.Unsupported, () => ListAsync(api.GetRepository(registry.Host, "app"), Subject));
        Assert.Empty(registry.Requests.Of("GET", "/manifests/"));
    }

    [Fact]
    public async Task A1_OneHundredThousandReferrersAreListedAndOneMoreIsTooMany()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        const int perPage = 5000;
        registry.On("GET", "/referrers/").Respond(async context =>
        {
            var page = int.TryParse(context.Request.Query["page"], out var number) ? number : 0;
            var body = IndexOf(Enumerable.Range(page * perPage, page == 20 ? 1 : perPage));
            context.Response.ContentType = MediaTypes.ImageIndex;
            if (page < 20)
            {
                context.Response.Headers.Link = $"</v2/app/referrers/{Subject}?page={page + 1}>; rel=\"next\"";
            }

            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }).Always();
        using var client = TestContent.Client();
        var count = 0;

        var failure = await TestContent.FailsAsync(OciError.LimitExceeded, async () =>
        {
            await foreach (var _ in client.GetRepository(registry.Host, "app").ListReferrersAsync(Subject, null, Running.Test))
            {
                count++;
            }
        });

        Assert.Equal(100_000, count);
        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task A2_APageThatLinksToItselfEndsTheListing()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("GET", "/referrers/").Header("Link", $"</v2/app/referrers/{Subject}>; rel=\"next\"").Always();
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.Malformed, () => ListAsync(client.GetRepository(registry.Host, "app"), Subject));

        Assert.Single(registry.Requests.Of("GET", "/referrers/"));
    }

    [Fact]
    public async Task A2_EndlessPagesEndAtTheLimit()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var page = 0;
        registry.On("GET", "/referrers/").Respond(async context =>
        {
            context.Response.ContentType = MediaTypes.ImageIndex;
            context.Response.Headers.Link = $"</v2/app/referrers/{Subject}?page={++page}>; rel=\"next\"";
            await context.Response.Body.WriteAsync(IndexOf([]), context.RequestAborted);
        }).Always();
        using var client = TestContent.Client(o => o with { Limits = new OciLimits { Pages = 10 } });

        await TestContent.FailsAsync(
            OciError.LimitExceeded, () => ListAsync(client.GetRepository(registry.Host, "app"), Subject));

        Assert.Equal(10, page);
    }

    [Fact]
    public async Task A3_APageOverTheLimitIsNotRead()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("GET", "/referrers/").Body(new byte[2000], MediaTypes.ImageIndex).Always();
        using var client = TestContent.Client(o => o with { Limits = new OciLimits { PageBytes = 1000 } });

        await TestContent.FailsAsync(
            OciError.LimitExceeded, () => ListAsync(client.GetRepository(registry.Host, "app"), Subject));
    }

    [Theory]
    [InlineData("http://attacker.example.org/v2/app/referrers/x")]
    [InlineData("https://localhost/v2/app/referrers/x")]
    public async Task A14_TheNextPageIsOfTheSameOrigin(string link)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("GET", "/referrers/").Header("Link", $"<{link}>; rel=\"next\"").Always();
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.UnsafeLocation, () => ListAsync(client.GetRepository(registry.Host, "app"), Subject));
    }

    [Theory]
    [InlineData(429, OciError.Throttled)]
    [InlineData(500, OciError.ServerFailed)]
    [InlineData(503, OciError.ServerFailed)]
    public async Task A9_AListingThatFailsIsNeverAnEmptyOne(int status, OciError expected)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("GET", "/referrers/").Status(status).Always();
        using var client = TestContent.Client();

        var failure = await TestContent.FailsAsync(
            expected, () => ListAsync(client.GetRepository(registry.Host, "app"), Subject));

        Assert.True(failure.IsTransient);
    }

    [Theory]
    [InlineData(429, OciError.Throttled)]
    [InlineData(500, OciError.ServerFailed)]
    public async Task A9_AFallbackTagThatCannotBeReadIsNeverAnEmptyList(int status, OciError expected)
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        registry.On("GET", "/manifests/").Status(status).Always();
        using var client = TestContent.Client();

        var failure = await TestContent.FailsAsync(
            expected, () => ListAsync(client.GetRepository(registry.Host, "app"), Subject));

        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task A9_ASecondPageThatFailsIsNotTheEndOfTheList()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { PageSize = 1 });
        var stored = registry.Repository("app");
        var subject = stored.AddArtifact("v1");
        stored.AddArtifact(subject: subject, artifactType: "a/a");
        stored.AddArtifact(subject: subject, artifactType: "b/b");
        registry.On("GET", "/referrers/").After(1).Status(404).Always();
        using var client = TestContent.Client();

        await Assert.ThrowsAsync<OciException>(() => ListAsync(client.GetRepository(registry.Host, "app"), subject.Digest));
    }

    [Fact]
    public async Task A10_NoApiAndNoTagMeansNone()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        using var client = TestContent.Client();

        Assert.Empty(await ListAsync(client.GetRepository(registry.Host, "app"), Subject));
    }

    [Fact]
    public async Task A10_AnUnknownRepositoryIsNotAnEmptyList()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("GET", "/v2/").Status(404, code: "NAME_UNKNOWN").Always();
        using var client = TestContent.Client();
        using var tag = TestContent.Client(o => o with { Referrers = ReferrersMode.Tag });

        await TestContent.FailsAsync(
            OciError.NotFound, () => ListAsync(client.GetRepository(registry.Host, "app"), Subject));
        await TestContent.FailsAsync(
            OciError.NotFound, () => ListAsync(tag.GetRepository(registry.Host, "app"), Subject));
    }

    [Fact]
    public async Task A10_AnAnswerThatIsNoIndexMeansThatThereIsNoApi()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var entry = AddFallback(registry, Subject, TestContent.SignatureType);
        registry.On("GET", "/referrers/").Body("<html>"u8.ToArray(), "text/html").Always();
        using var client = TestContent.Client();

        Assert.Equal(entry.Digest, Assert.Single(await ListAsync(client.GetRepository(registry.Host, "app"), Subject)).Digest);
    }

    [Theory]
    [InlineData("{\"schemaVersion\":2,\"manifests\":null}", null)]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[]}", null)]
    [InlineData("{\"schemaVersion\":2}", OciError.Malformed)]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[{}]}", OciError.Malformed)]
    [InlineData("{\"schemaVersion\":2,\"manifests\":[],\"Manifests\":[]}", OciError.Malformed)]
    [InlineData("", OciError.Malformed)]
    [InlineData("[]", OciError.Malformed)]
    public async Task A10_AnIndexThatIsDamagedIsAnErrorInBothPlaces(string index, OciError? expected)
    {
        await using var api = await ScriptedRegistry.StartAsync();
        api.On("GET", "/referrers/").Body(Encoding.UTF8.GetBytes(index), MediaTypes.ImageIndex).Always();
        await using var tag = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        tag.Repository("app").AddManifest(Encoding.UTF8.GetBytes(index), MediaTypes.ImageIndex, ReferrersTag.For(Subject));
        using var client = TestContent.Client();

        foreach (var registry in new[] { api, tag })
        {
            var repository = client.GetRepository(registry.Host, "app");
            if (expected is { } error)
            {
                await TestContent.FailsAsync(error, () => ListAsync(repository, Subject));
            }
            else
            {
                Assert.Empty(await ListAsync(repository, Subject));
            }
        }
    }

    [Fact]
    public async Task A10_AnImageUnderTheFallbackTagIsAnError()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        registry.Repository("app").AddArtifact(ReferrersTag.For(Subject));
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.Malformed, () => ListAsync(client.GetRepository(registry.Host, "app"), Subject));
    }

    private static Task<List<Descriptor>> ListAsync(RemoteRepository repository, Digest subject, string? artifactType = null) =>
        TestContent.ToListAsync(repository.ListReferrersAsync(subject, artifactType, Running.Test));

    private static Descriptor AddFallback(ScriptedRegistry registry, Digest subject, string artifactType)
    {
        var entry = Descriptor.Of(MediaTypes.ImageManifest, Encoding.UTF8.GetBytes(subject.ToString())) with
        {
            ArtifactType = artifactType,
        };
        registry.Repository("app").AddManifest(
            ManifestWriter.WriteReferrersIndex([entry]), MediaTypes.ImageIndex, ReferrersTag.For(subject));
        return entry;
    }

    private static byte[] IndexOf(IEnumerable<int> numbers) =>
        ManifestWriter.WriteReferrersIndex(numbers.Select(
            n => Descriptor.Of(MediaTypes.ImageManifest, BitConverter.GetBytes(n))));
}
