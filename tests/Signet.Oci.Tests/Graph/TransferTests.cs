using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Remote;
using Signet.Oci.Tests.Layout;
using Signet.Oci.Tests.Remote;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Graph;

/// <summary>How content is moved: how much at once, in which order, from where, and what is left when it cannot be.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Nothing_is_mounted_from_a_repository_of_another_registry()
    {
        await using var places = new Places(_directory);
        await using var elsewhere = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var destination = client.GetRepository(elsewhere.Host, "destination", RepositoryAccess.PullAndPush);
        var source = await places.AtAsync("registry", "source");
        await GraphLab.ZooAsync(source);

        Assert.Equal(0, (await GraphLab.CopyAsync(source, destination, "all", "v1")).Mounted);

        Assert.DoesNotContain(elsewhere.Requests.All, request => request.Query.Contains("mount", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, 12, 12, 2)]
    [InlineData(3, null, 3, 3)]
    [InlineData(4, 1, 4, 4)]
    [InlineData(100, 200, 6, 6)]
    [InlineData(0, 0, 1, 1)]
    public async Task Small_blobs_have_a_concurrency_of_their_own_and_large_ones_never_more_than_theirs(
        int concurrency, int? small, int smallAtOnce, int largeAtOnce)
    {
        foreach (var size in new[] { CopyOptions.SmallBlob - 1, CopyOptions.SmallBlob })
        {
            await using var registry = await ScriptedRegistry.StartAsync(new() { Latency = ScriptedRegistryOptions.ApartWaves });
            using var client = TestContent.Client();
            var store = registry.Repository("source");
            var layers = Enumerable.Range(0, smallAtOnce + 2).Select(i =>
            {
                var content = new byte[size];
                content[0] = (byte)i;
                return store.AddBlob(content);
            }).ToArray();
            store.AddBlob("{}"u8);
            store.AddManifest(
                ManifestWriter.WriteImageManifest(Descriptor.EmptyJson.Bare(), layers), MediaTypes.ImageManifest, "v1");
            var destination = await LayoutRepository.CreateAsync(_directory[$"{size}"], Running.Test);

            await GraphLab.CopyAsync(client.GetRepository(registry.Host, "source"), destination, "v1", "v1", new CopyOptions
            {
                Concurrency = concurrency,
                SmallConcurrency = small,
                Limits = OciLimits.Default with { GraphConcurrency = smallAtOnce == 6 ? 6 : 64 },
            });

            // The empty configuration is small too, and may be under way beside the large ones.
            Assert.Equal(size == CopyOptions.SmallBlob ? largeAtOnce : smallAtOnce, registry.Requests.HighestOf(
                request => layers.Any(layer => request.Path.EndsWith(layer.Digest.ToString(), StringComparison.Ordinal))));
        }
    }

    [Fact]
    public async Task Large_blobs_begin_first_and_manifests_do_not_wait_for_blobs()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("registry", "source");
        var destination = await places.AtAsync("layout", "destination");
        var image = await GraphLab.ImageAsync(source, ["aa", "aaaa", "a", "aaa"]);
        await GraphLab.IndexAsync(source, [image], tag: "all");
        places.Registry!.Requests.Clear();

        var result = await GraphLab.CopyAsync(source, destination, "all", "all", new CopyOptions { Concurrency = 1 });

        var sizes = places.Registry.Requests.Of("GET", "/blobs/").Select(request => result.Graph.Nodes
            .Single(node => request.Path.EndsWith(node.Descriptor.Digest.ToString(), StringComparison.Ordinal)).Descriptor.Size);
        Assert.Equal([4, 3, 2, 2, 1], sizes);
    }

    [Fact]
    public async Task Replaced_indexes_of_referrers_that_stay_are_told()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false, SupportsDelete = false });
        using var client = TestContent.Client();
        var destination = client.GetRepository(registry.Host, "destination", RepositoryAccess.PullAndPush);
        var source = await LayoutRepository.CreateAsync(_directory["source"], Running.Test);
        var image = await GraphLab.ImageAsync(source, ["image"], tag: "v1");
        await GraphLab.ImageAsync(source, ["one"], image);
        await GraphLab.CopyAsync(source, destination, "v1", "v1", new CopyOptions { IncludeReferrers = true });
        await GraphLab.ImageAsync(source, ["two"], image);

        var result = await GraphLab.CopyAsync(source, destination, "v1", "v1", new CopyOptions { IncludeReferrers = true });

        Assert.Single(result.OutdatedIndexes);
        Assert.Equal(2, (await GraphLab.ReferrersAsync(destination, image)).Count);
    }

    [Fact]
    public async Task H5_BlobThatCannotGetItsNameFailsTheCopyAndNothingIsListed()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("layout", "source");
        var destination = await places.AtAsync("layout", "destination");
        var image = await GraphLab.ImageAsync(source, ["layer"], tag: "v1");
        var layer = (await source.FetchManifestAsync(image, Running.Test)).Layers[0];
        Directory.CreateDirectory(Path.Combine(LayoutFixture.BlobFile(destination.Name, layer.Digest), "in the way"));

        await Assert.ThrowsAsync<OciException>(() => GraphLab.CopyAsync(source, destination, "v1", "v1"));

        Assert.Empty(await LayoutFixture.ListAsync(destination.ListTagsAsync(null, Running.Test)));
        Assert.Empty(Directory.GetFiles(Path.Combine(destination.Name, "ingest"), "signet-*"));
    }

    [Fact]
    public async Task A12_ReferrersThatAreNotWhatTheyAreListedAsStayBehindAndAreTold()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var store = registry.Repository("app");
        var roots = new[] { "one", "two" }.Select(name => store.AddArtifact(name, annotations: new Dictionary<string, string> { ["name"] = name })).ToArray();
        var liars = roots.Select(root => store.AddArtifact(subject: root with { Size = root.Size + 1 })).ToArray();
        for (var i = 0; i < roots.Length; i++)
        {
            registry.On("GET", $"/referrers/{roots[i].Digest}").Always().Body(ManifestWriter.WriteIndex([liars[i]]), MediaTypes.ImageIndex);
        }

        var source = client.GetRepository(registry.Host, "app");
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var options = new WalkOptions { IncludeReferrers = true };
        var one = await GraphWalker.WalkAsync(source, [roots[0]], options, Running.Test);
        var two = await GraphWalker.WalkAsync(source, [roots[1]], options, Running.Test);

        var copied = await GraphLab.CopyAsync(source, layout, "one", "v1", new CopyOptions { IncludeReferrers = true });
        var moved = await WalkedCopy.RunAsync(source, one, [new CopyRoot(roots[0], ["v2"])], layout, null, Running.Test);
        var archived = await WalkedCopy.ArchiveAsync([(source, one), (source, two)], [], _directory["both.tar"], null, Running.Test);

        foreach (var (result, expected) in new[] { (copied, liars[..1]), (moved, liars[..1]), (archived, liars) })
        {
            Assert.Equal(
                expected.Select((liar, i) => (liar.Digest, roots[i].Digest)),
                result.Ignored.Select(ignored => (ignored.Descriptor.Digest, ignored.Subject)));
            Assert.All(result.Ignored, ignored => Assert.Contains("does not name the subject", ignored.Reason, StringComparison.Ordinal));
        }

        Assert.False(await layout.ExistsAsync(liars[0], Running.Test));
    }

    [Fact]
    public async Task Annotation_of_a_copied_referrer_cannot_become_a_tag()
    {
        await using var places = new Places(_directory);
        var source = await LayoutRepository.CreateAsync(_directory["source"], Running.Test);
        var destination = await places.AtAsync("layout", "destination");
        var image = await GraphLab.ImageAsync(source, ["good"], tag: "v1");
        await LayoutFixture.PushImageAsync(
            source, "evil", subject: image, annotations: new Dictionary<string, string> { [LayoutIndex.TagAnnotation] = "v2" });

        await GraphLab.CopyAsync(source, destination, "v1", "v1", new CopyOptions { IncludeReferrers = true });

        Assert.Equal(["v1"], await LayoutFixture.ListAsync(destination.ListTagsAsync(null, Running.Test)));
    }
}
