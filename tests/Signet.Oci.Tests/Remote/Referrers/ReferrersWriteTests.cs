using Signet.Oci.Manifests;
using Signet.Oci.Remote;
using Signet.Oci.Remote.Referrers;
using Signet.Oci.Repositories;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Remote.Referrers;

public sealed class ReferrersWriteTests
{
    [Fact]
    public async Task ARegistryThatSaysOciSubjectListsTheReferrerItself()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");

        var pushed = await PushAsync(repository, subject, "one");

        Assert.False(pushed.UsedReferrersTag);
        Assert.Equal(["v1"], registry.Repository("app").Tags.Keys);
        Assert.Equal(["one"], await NamesAsync(repository, subject));
    }

    [Fact]
    public async Task WithoutOciSubjectTheReferrerIsAddedToTheFallbackTag_InThreeWaves()
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new() { ReferrersApi = false, Latency = ScriptedRegistryOptions.ApartWaves });
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");
        registry.Requests.Clear();

        var pushed = await PushAsync(repository, subject, "one");

        Assert.Equal(3, registry.Requests.Waves); // manifest ‖ index, index, read back
        Assert.True(pushed.UsedReferrersTag);
        Assert.Null(pushed.OutdatedIndex);
        var stored = registry.Repository("app").FindManifest(ReferrersTag.For(subject.Digest))!.Value.Manifest;
        var (descriptor, content) = TestContent.Referrer(subject, "one");
        var manifest = ManifestReader.Read(descriptor, content);
        Assert.Equal(ManifestWriter.WriteReferrersIndex([ManifestWriter.ReferrerEntry(manifest)]), stored.Content);
    }

    [Fact]
    public async Task TheReplacedIndexIsDeletedAndOneThatCannotBeIsReported()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        await using var keeping = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false, SupportsDelete = false });
        using var client = TestContent.Client();
        foreach (var server in new[] { registry, keeping })
        {
            var repository = client.GetRepository(server.Host, "app");
            var subject = await TestContent.PushArtifactAsync(repository, "v1");
            await PushAsync(repository, subject, "one");
            var first = server.Repository("app").Tags[ReferrersTag.For(subject.Digest)];

            var pushed = await PushAsync(repository, subject, "two");

            Assert.Equal(["one", "two"], await NamesAsync(repository, subject));
            Assert.Equal(server == keeping, server.Repository("app").ManifestDigests.Contains(first));
            Assert.Equal(server == keeping ? first : null, pushed.OutdatedIndex?.Digest.ToString());
        }
    }

    [Fact]
    public async Task PushingTheSameReferrerAgainListsItOnce()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");

        await PushAsync(repository, subject, "one");
        registry.Requests.Clear();
        await PushAsync(repository, subject, "one");

        Assert.Equal(["one"], await NamesAsync(repository, subject));
        Assert.Single(registry.Requests.Of("PUT"));
    }

    [Fact]
    public async Task TagModeWritesTheTagEvenWhereThereIsAnApi()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client(o => o with { Referrers = ReferrersMode.Tag });
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");

        Assert.True((await PushAsync(repository, subject, "one")).UsedReferrersTag);

        Assert.Contains(ReferrersTag.For(subject.Digest), registry.Repository("app").Tags.Keys);
    }

    [Fact]
    public async Task ADamagedFallbackIndexIsNotOverwritten()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");
        var tag = ReferrersTag.For(subject.Digest);
        registry.Repository("app").AddManifest("damaged"u8, MediaTypes.ImageIndex, tag);

        await TestContent.FailsAsync(OciError.Malformed, () => PushAsync(repository, subject, "one"));

        Assert.Equal("damaged"u8.ToArray(), registry.Repository("app").FindManifest(tag)!.Value.Manifest.Content);
    }

    [Fact]
    public async Task AStaleWriterThatOverwritesTheIndexIsNoticedAndTheEntryPutBack()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");
        var tag = ReferrersTag.For(subject.Digest);
        var theirs = Entry(subject, "theirs");
        var putSeen = false;
        registry.On("PUT", $"/manifests/{tag}").Before(_ => putSeen = true);
        registry.On("GET", r => putSeen && r.Path.EndsWith(tag, StringComparison.Ordinal) && r.Number > PutNumber(registry, tag))
            .Before(_ => registry.Repository("app").AddManifest(
                ManifestWriter.WriteReferrersIndex([theirs]), MediaTypes.ImageIndex, tag));

        await PushAsync(repository, subject, "mine");

        Assert.Equal(["mine", "theirs"], (await NamesAsync(repository, subject)).Order());
    }

    [Fact]
    public async Task AnEntryThatCameInBetweenReadingAndWritingIsPutBack()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");
        var tag = ReferrersTag.For(subject.Digest);
        var theirs = Entry(subject, "theirs");

        // The first read finds nothing; what the second one, just ahead of the PUT, finds has come in since.
        registry.On("GET", $"/manifests/{tag}").After(1).Before(_ => registry.Repository("app").AddManifest(
            ManifestWriter.WriteReferrersIndex([theirs]), MediaTypes.ImageIndex, tag));
        registry.On("PUT", $"/manifests/{tag}").Delay(TimeSpan.FromMilliseconds(100));

        await PushAsync(repository, subject, "mine");

        Assert.Equal(["mine", "theirs"], (await NamesAsync(repository, subject)).Order());
    }

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task TenParallelClientsLoseNothing(bool supportsConditions, bool supportsDelete)
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new() { ReferrersApi = false, SupportsConditions = supportsConditions, SupportsDelete = supportsDelete });
        using var first = TestContent.Client();
        var subject = await TestContent.PushArtifactAsync(first.GetRepository(registry.Host, "app"), "v1");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(async n =>
        {
            using var client = TestContent.Client();
            await PushAsync(client.GetRepository(registry.Host, "app"), subject, $"writer-{n}");
        }));

        Assert.Equal(
            Enumerable.Range(0, 10).Select(n => $"writer-{n}"),
            (await NamesAsync(first.GetRepository(registry.Host, "app"), subject)).Order());
    }

    [Fact]
    public async Task WritersOfOneClientTakeTurns()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => PushAsync(repository, subject, $"writer-{n:00}")));

        Assert.Equal(20, (await NamesAsync(repository, subject)).Distinct().Count());
        Assert.Equal(20, registry.Requests.Of("PUT", ReferrersTag.For(subject.Digest)).Count);
    }

    [Fact]
    public async Task DeletingAReferrerTakesItOffTheFallbackTagFirst()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        using var writer = TestContent.Client();
        var repository = writer.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");
        var one = await PushAsync(repository, subject, "one");
        await PushAsync(repository, subject, "two");

        using var client = TestContent.Client();
        registry.Requests.Clear();
        await client.GetRepository(registry.Host, "app").DeleteManifestAsync(one.Descriptor, Running.Test);

        Assert.Equal(["two"], await NamesAsync(repository, subject));
        var put = registry.Requests.Of("PUT").Single().Number;
        Assert.True(registry.Requests.Of("DELETE", one.Descriptor.Digest.ToString()).Single().Number > put);
    }

    [Fact]
    public async Task AnIndexThatComesBackToTheSameDigestSurvivesTheDeletionOfTheOldOne()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");
        await PushAsync(repository, subject, "one");
        var stored = registry.Repository("app");
        var tag = ReferrersTag.For(subject.Digest);
        var old = Digest.Parse(stored.Tags[tag]);

        // Just before the old index is deleted, another writer brings it back under the tag.
        registry.On("DELETE", old.ToString()).Before(_ => stored.Tag(tag, old));
        await PushAsync(repository, subject, "two");

        Assert.Equal(["one", "two"], (await NamesAsync(repository, subject)).Order());
    }

    [Fact]
    public async Task ARegistryThatKeepsOldIndexesIsAskedToDeleteOneOnlyOnce()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false, SupportsDelete = false });
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");

        foreach (var name in new[] { "one", "two", "three" })
        {
            await PushAsync(repository, subject, name);
        }

        Assert.Single(registry.Requests.Of("DELETE"));
    }

    [Fact]
    public async Task AnIndexBeyondWhatRegistriesTakeIsNotSent()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        using var client = TestContent.Client(options => options with { Limits = OciLimits.Default with { ManifestBytes = 800 } });
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");
        await PushAsync(repository, subject, "one");
        await PushAsync(repository, subject, "two");

        await TestContent.FailsAsync(OciError.LimitExceeded, () => PushAsync(repository, subject, "three"));

        Assert.Equal(["one", "two"], await NamesAsync(repository, subject));
    }

    [Theory]
    [InlineData("W/\"weak\"", false)]
    [InlineData("\"another\"", true)]
    public async Task EntityTagsThatAreNoneForConditionsDoNotKeepAnEntryOut(string tag, bool isSent)
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false, SupportsConditions = true });
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");
        await PushAsync(repository, subject, "one");
        var fallback = ReferrersTag.For(subject.Digest);
        registry.On("GET", fallback).Always().Header("ETag", tag);
        registry.Requests.Clear();

        await PushAsync(repository, subject, "two");

        Assert.Equal(["one", "two"], await NamesAsync(repository, subject));
        Assert.Equal(isSent ? 1 : 0, registry.Requests.Of("PUT", fallback).Count(request => request.Header("If-Match") is not null));
    }

    [Fact]
    public async Task AnEntryThatIsTakenOffAgainAndAgainIsPutBackOnlyOnce()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");
        await PushAsync(repository, subject, "theirs");
        var tag = ReferrersTag.For(subject.Digest);
        var mine = ManifestWriter.WriteReferrersIndex([Entry(subject, "mine")]);

        // Somebody removes their entry, and does so again whenever it comes back.
        registry.On("PUT", $"/manifests/{tag}").Always().Before(async () =>
        {
            await Task.Yield();
            registry.On("GET", $"/manifests/{tag}").Before(_ => registry.Repository("app").AddManifest(mine, MediaTypes.ImageIndex, tag));
        });
        await PushAsync(repository, subject, "mine");

        Assert.InRange(registry.Requests.Of("PUT", tag).Count, 2, 4);
        Assert.Contains("mine", await NamesAsync(repository, subject));
    }

    private static async Task<PushedManifest> PushAsync(RemoteRepository repository, Descriptor subject, string name)
    {
        var (descriptor, content) = TestContent.Referrer(subject, name);
        return await repository.PushManifestAsync(descriptor, content, null, Running.Test);
    }

    private static async Task<IEnumerable<string>> NamesAsync(RemoteRepository repository, Descriptor subject) =>
        (await TestContent.ToListAsync(repository.ListReferrersAsync(subject.Digest, null, Running.Test)))
            .Select(d => d.Annotations!["com.example.name"]);

    private static Descriptor Entry(Descriptor subject, string name)
    {
        var (descriptor, content) = TestContent.Referrer(subject, name);
        return ManifestWriter.ReferrerEntry(ManifestReader.Read(descriptor, content));
    }

    private static int PutNumber(ScriptedRegistry registry, string tag) =>
        registry.Requests.Of("PUT", tag).FirstOrDefault(r => r.StatusCode != 0)?.Number ?? int.MaxValue;
}
