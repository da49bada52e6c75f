using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Repositories;
using Signet.Oci.Tests.Remote;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Graph;

public sealed class GraphWalkerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Every_manifest_and_blob_is_met_once_behind_what_it_names(bool withReferrers)
    {
        var layout = await LayoutAsync();
        var zoo = await GraphLab.ZooAsync(layout);

        var graph = await WalkAsync(layout, zoo.Root, new WalkOptions { IncludeReferrers = withReferrers });

        var manifests = graph.Nodes.Where(node => node.IsManifest).Select(node => node.Descriptor.Digest).ToList();
        Assert.Equal(
            zoo.Manifests.Append(zoo.Root).Concat(withReferrers ? zoo.Referrers : []).Select(d => d.Digest.ToString()).Order(),
            manifests.Select(digest => digest.ToString()).Order());
        Assert.Equal(
            GraphLab.Zoo.Blobs + (withReferrers ? GraphLab.Zoo.ReferrerBlobs : 0),
            graph.Nodes.Count(node => !node.IsManifest));
        Assert.Equal(withReferrers ? 4 : 0, graph.Nodes.Count(node => node.IsReferrer));
        var place = graph.Nodes.Select((node, i) => (node, i)).ToDictionary(pair => pair.node, pair => pair.i);
        Assert.All(graph.Nodes, node => Assert.All(node.Successors, one => Assert.True(place[one] < place[node])));
        Assert.Empty(graph.Ignored);
        Assert.Equal(graph.Nodes.Sum(node => node.Descriptor.Size), graph.TotalBytes);
    }

    [Fact]
    public async Task Walk_from_a_signature_takes_its_subject_and_not_its_siblings()
    {
        var layout = await LayoutAsync();
        var image = await GraphLab.ImageAsync(layout, ["image"]);
        var note = await GraphLab.ImageAsync(layout, ["note"], image);
        await GraphLab.ImageAsync(layout, ["sibling"], image);
        var onNote = await GraphLab.ImageAsync(layout, ["on note"], note);

        var graph = await WalkAsync(layout, note, new WalkOptions { IncludeReferrers = true });

        Assert.Equal([image, note, onNote], Manifests(graph));
    }

    [Fact]
    public async Task Subject_that_is_also_an_entry_has_its_referrers_found()
    {
        // Met first as the subject of one entry, then as an entry of the index beside it.
        var layout = await LayoutAsync();
        var image = await GraphLab.ImageAsync(layout, ["image"]);
        var note = await GraphLab.ImageAsync(layout, ["note"], image);
        var other = await GraphLab.ImageAsync(layout, ["other"], image);
        var nested = await GraphLab.IndexAsync(layout, [image]);
        var root = await GraphLab.IndexAsync(layout, [other, nested]);

        var graph = await WalkAsync(layout, root, new WalkOptions { IncludeReferrers = true });

        Assert.Contains(note, Manifests(graph));
    }

    [Fact]
    public async Task Index_that_is_met_as_a_subject_first_has_the_referrers_of_its_entries_found()
    {
        var layout = await LayoutAsync();
        var image = await GraphLab.ImageAsync(layout, ["image"]);
        var note = await GraphLab.ImageAsync(layout, ["note"], image);
        var index = await GraphLab.IndexAsync(layout, [image]);
        var other = await GraphLab.ImageAsync(layout, ["other"], index);
        var nested = await GraphLab.IndexAsync(layout, [index]);
        var deeper = await GraphLab.IndexAsync(layout, [nested]);
        var root = await GraphLab.IndexAsync(layout, [other, deeper]);

        var graph = await WalkAsync(layout, root, new WalkOptions { IncludeReferrers = true });

        Assert.Contains(note, Manifests(graph));
    }

    [Fact]
    public async Task Manifests_beyond_the_limit_are_not_held_in_memory()
    {
        var layout = await LayoutAsync();
        var zoo = await GraphLab.ZooAsync(layout);
        var limits = OciLimits.Default with { HeldManifestBytes = 1000 };

        var graph = await WalkAsync(layout, zoo.Root, new WalkOptions { Limits = limits });
        await GraphLab.CopyAsync(
            layout,
            await LayoutRepository.CreateAsync(_directory["copy"], Running.Test),
            "all",
            "all",
            new CopyOptions { Limits = limits });

        Assert.InRange(graph.Nodes.Sum(node => node.Content?.Length ?? 0), 1, 1000);
    }

    [Fact]
    public async Task Layer_that_may_not_be_distributed_is_left_out()
    {
        var layout = await LayoutAsync();
        var kept = await GraphLab.PushBlobAsync(layout, "kept"u8.ToArray());
        var foreign = Descriptor.Of(GraphLab.Foreign, "not there"u8) with { Urls = ["https://cdn.example.com/layer"] };
        var image = await GraphLab.ManifestAsync(
            layout, MediaTypes.ImageManifest, ("config", [Descriptor.EmptyJson]), ("layers", [foreign, kept]));

        var graph = await WalkAsync(layout, image);

        Assert.DoesNotContain(graph.Nodes, node => node.Descriptor.Digest == foreign.Digest);
        Assert.Contains(graph.Nodes, node => node.Descriptor.Digest == kept.Digest);
    }

    public static TheoryData<string> Shapes => ["indexes", "subjects", "referrers"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A13_ChainWithoutEndIsRefused(string shape)
    {
        var layout = await LayoutAsync();
        var (first, last) = await ChainAsync(layout, shape, 12);
        var options = new WalkOptions
        {
            IncludeReferrers = shape == "referrers",
            Limits = OciLimits.Default with { GraphDepth = 10 },
        };
        var root = shape == "referrers" ? first : last;

        var failure = await TestContent.FailsAsync(OciError.LimitExceeded, () => WalkAsync(layout, root, options));

        Assert.Contains("10 steps", failure.Message, StringComparison.Ordinal);
        var whole = await WalkAsync(layout, root, options with { Limits = OciLimits.Default with { GraphDepth = 12 } });
        Assert.Equal(12, whole.Nodes.Count(node => node.IsManifest));
    }

    [Fact]
    public async Task A13_FanOfThousandsIsRefusedBeforeItIsFetched()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var entries = Enumerable.Range(0, 300).Select(i => Descriptor.Of(MediaTypes.ImageManifest, BitConverter.GetBytes(i)));
        var index = registry.Repository("app").AddManifest(
            ManifestWriter.WriteIndex([.. entries]), MediaTypes.ImageIndex, "v1");
        var limits = OciLimits.Default with { GraphNodes = 200 };

        await TestContent.FailsAsync(
            OciError.LimitExceeded, () => WalkAsync(repository, index, new WalkOptions { Limits = limits }));

        Assert.Equal(1, registry.Requests.Count);
    }

    [Fact]
    public async Task A13_ManifestsOfGigabytesAreRefusedBeforeTheyAreFetched()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var entries = Enumerable.Range(0, 3).Select(i =>
            Descriptor.Of(MediaTypes.ImageManifest, BitConverter.GetBytes(i)) with { Size = i == 2 ? long.MaxValue : 4 << 20 });
        var index = registry.Repository("app").AddManifest(ManifestWriter.WriteIndex([.. entries]), MediaTypes.ImageIndex);

        await TestContent.FailsAsync(
            OciError.LimitExceeded, () => WalkAsync(client.GetRepository(registry.Host, "app"), index));

        Assert.Equal(1, registry.Requests.Count);
    }

    [Fact]
    public async Task A13_RingOfClaimsAndLiesAboutSubjectsAreIgnoredAndTold()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var store = registry.Repository("app");
        var image = store.AddArtifact();
        var note = store.AddArtifact(subject: image, artifactType: "application/vnd.example.note");
        var otherSize = store.AddArtifact(subject: image with { Size = image.Size + 1 }, artifactType: "application/vnd.example.lie");
        var gone = Descriptor.Of(MediaTypes.ImageManifest, "gone"u8);
        var junk = Descriptor.Of("text/plain", "junk"u8);
        var huge = Descriptor.Of(MediaTypes.ImageManifest, "huge"u8) with { Size = long.MaxValue };
        registry.On("GET", $"/referrers/{image.Digest}").Always().Body(
            ManifestWriter.WriteIndex([gone, otherSize, junk, huge, note, note]), MediaTypes.ImageIndex);
        registry.On("GET", $"/referrers/{note.Digest}").Always().Body(
            ManifestWriter.WriteIndex([image, note]), MediaTypes.ImageIndex);

        var graph = await WalkAsync(
            client.GetRepository(registry.Host, "app"), image, new WalkOptions { IncludeReferrers = true });

        Assert.Equal([image, note], Manifests(graph));
        Assert.Equal(
            new[] { gone, junk, huge, otherSize, image, note }.Select(d => d.Digest.ToString()).Order(),
            graph.Ignored.Select(one => one.Descriptor.Digest.ToString()).Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A1_MoreClaimedReferrersThanTheLimitAreRefused(int subjects)
    {
        // None of them is true, so that none becomes a part of the graph.
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var store = registry.Repository("app");
        var images = Enumerable.Range(0, subjects).Select(i => store.AddArtifact(annotations: new Dictionary<string, string> { ["i"] = $"{i}" })).ToArray();
        for (var i = 0; i < subjects; i++)
        {
            registry.On("GET", $"/referrers/{images[i].Digest}").Always().Body(
                ManifestWriter.WriteIndex([.. Enumerable.Range(i * 100, 60 / subjects)
                    .Select(n => Descriptor.Of(MediaTypes.ImageManifest, BitConverter.GetBytes(n)))]),
                MediaTypes.ImageIndex);
        }

        var limits = OciLimits.Default with { GraphNodes = 50 };
        var repository = client.GetRepository(registry.Host, "app");
        await TestContent.FailsAsync(OciError.LimitExceeded, () => GraphWalker.WalkAsync(
            repository, images, new WalkOptions { IncludeReferrers = true, Limits = limits }, Running.Test));
        Assert.Empty(registry.Requests.Of("GET", Descriptor.Of("", BitConverter.GetBytes(0)).Digest.ToString()));

        await TestContent.FailsAsync(OciError.LimitExceeded, () => ReferrerTree.ReadAsync(
            repository, images[0], options: new WalkOptions { Limits = limits with { GraphNodes = 60 / subjects } }, cancellationToken: Running.Test));
    }

    [Fact]
    public async Task A9_FailingListOfReferrersFailsTheWalk()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var image = registry.Repository("app").AddArtifact();
        registry.On("GET", "/referrers/").Always().Status(503);

        await TestContent.FailsAsync(
            OciError.ServerFailed,
            () => WalkAsync(client.GetRepository(registry.Host, "app"), image, new WalkOptions { IncludeReferrers = true }));
    }

    [Fact]
    public void A13_CircleIsRefused()
    {
        var nodes = Enumerable.Range(0, 3)
            .Select(i => new GraphNode(Descriptor.Of(MediaTypes.ImageIndex, BitConverter.GetBytes(i)), 0)).ToArray();
        for (var i = 0; i < 3; i++)
        {
            nodes[i].Add(nodes[(i + 1) % 3], true);
        }

        var failure = Assert.Throws<OciException>(() => DependencyOrder.Of([nodes[0]], nodes));

        Assert.Equal(OciError.Malformed, failure.Error);
        Assert.Contains("circle", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tree_of_referrers_has_every_level_or_as_many_as_asked_for()
    {
        var layout = await LayoutAsync();
        var zoo = await GraphLab.ZooAsync(layout);

        var tree = await ReferrerTree.ReadAsync(layout, zoo.Root, cancellationToken: Running.Test);
        var one = await ReferrerTree.ReadAsync(layout, zoo.Root, depth: 1, cancellationToken: Running.Test);
        var none = await ReferrerTree.ReadAsync(layout, zoo.Root, "application/vnd.example.other", cancellationToken: Running.Test);

        Assert.Equal(zoo.Referrers[0].Digest, Assert.Single(tree.Referrers).Descriptor.Digest);
        Assert.Equal(zoo.Referrers[1].Digest, Assert.Single(tree.Referrers[0].Referrers).Descriptor.Digest);
        Assert.Empty(Assert.Single(one.Referrers).Referrers);
        Assert.Empty(none.Referrers);
    }

    [Fact]
    public async Task A13_TreeOfReferrersEndsWithARingAndWithADepth()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var a = Descriptor.Of(MediaTypes.ImageManifest, "a"u8);
        var b = Descriptor.Of(MediaTypes.ImageManifest, "b"u8);
        registry.On("GET", $"/referrers/{a.Digest}").Always().Body(ManifestWriter.WriteIndex([b, a]), MediaTypes.ImageIndex);
        registry.On("GET", $"/referrers/{b.Digest}").Always().Body(ManifestWriter.WriteIndex([a, b]), MediaTypes.ImageIndex);
        var layout = await LayoutAsync();
        var (first, _) = await ChainAsync(layout, "referrers", 12);

        var tree = await ReferrerTree.ReadAsync(repository, a, cancellationToken: Running.Test);

        Assert.Empty(Assert.Single(tree.Referrers).Referrers);
        await TestContent.FailsAsync(OciError.LimitExceeded, () => ReferrerTree.ReadAsync(
            layout, first, options: new WalkOptions { Limits = OciLimits.Default with { GraphDepth = 10 } }, cancellationToken: Running.Test));
    }

    private static async Task<(Descriptor First, Descriptor Last)> ChainAsync(IRepository repository, string shape, int length)
    {
        var first = await GraphLab.ImageAsync(repository, ["first"]);
        var last = first;
        for (var i = 1; i < length; i++)
        {
            last = shape == "indexes"
                ? await GraphLab.IndexAsync(repository, [last])
                : await GraphLab.ImageAsync(repository, [$"{i}"], last);
        }

        return (first, last);
    }

    private static IEnumerable<Descriptor> Manifests(ArtifactGraph graph) =>
        graph.Nodes.Where(node => node.IsManifest).Select(node => node.Descriptor.Bare());

    private static Task<ArtifactGraph> WalkAsync(IRepository repository, Descriptor root, WalkOptions? options = null) =>
        GraphWalker.WalkAsync(repository, [root], options, Running.Test);

    private Task<LayoutRepository> LayoutAsync() => LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
}
