using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Tests.Layout;
using Signet.Oci.Tests.Remote;

namespace Signet.Oci.Tests.Graph;

public sealed class GraphCopierTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("registry", "layout")]
    [InlineData("layout", "registry")]
    [InlineData("layout", "layout")]
    [InlineData("registry", "registry")]
    [InlineData("old registry", "layout")]
    [InlineData("layout", "old registry")]
    [InlineData("old registry", "old registry")]
    public async Task Graph_arrives_whole_with_all_its_referrers(string from, string to)
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync(from, "source");
        var destination = await places.AtAsync(to, "destination");
        var zoo = await GraphLab.ZooAsync(source);

        var result = await GraphLab.CopyAsync(
            source, destination, "all", "copied", new CopyOptions { IncludeReferrers = true });

        var blobs = GraphLab.Zoo.Blobs + GraphLab.Zoo.ReferrerBlobs;
        Assert.Equal(blobs + 10, result.Copied + result.Mounted);
        Assert.Equal(zoo.Referrers.Length, result.Referrers);
        Assert.Equal(zoo.Root, Assert.Single(result.Roots));
        Assert.Equal(zoo.Root, await destination.ResolveAsync("copied", Running.Test));
        var graph = await GraphWalker.WalkAsync(
            destination, [zoo.Root], new WalkOptions { IncludeReferrers = true }, Running.Test);
        Assert.Equal(blobs + 10, graph.Nodes.Count);
        foreach (var node in graph.Nodes.Where(node => !node.IsManifest))
        {
            await destination.FetchBlobAsync(node.Descriptor, 1000, Running.Test);
        }

        // Once more moves nothing, except that referrers are put again where a list of them could be incomplete.
        var again = await GraphLab.CopyAsync(
            source, destination, "all", "copied", new CopyOptions { IncludeReferrers = true });
        Assert.Equal((to == "layout" ? 0 : zoo.Referrers.Length, 0), (again.Copied, again.Mounted));
    }

    [Fact]
    public async Task Copy_without_referrers_leaves_them_behind()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("registry", "source");
        var destination = await places.AtAsync("layout", "destination");
        var zoo = await GraphLab.ZooAsync(source);

        var result = await GraphLab.CopyAsync(source, destination, "all", "copied");

        Assert.Equal((GraphLab.Zoo.Blobs + 6, 0, 0), (result.Copied, result.Skipped, result.Referrers));
        Assert.Empty(await GraphLab.ReferrersAsync(destination, zoo.Root));
        Assert.Equal(["copied"], await LayoutFixture.ListAsync(destination.ListTagsAsync(null, Running.Test)));
    }

    [Fact]
    public async Task Requests_are_two_for_a_small_blob_and_the_tag_is_the_last()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("layout", "source");
        var destination = await places.AtAsync("registry", "destination");
        var layers = Enumerable.Range(0, 40).Select(i => $"layer {i}").ToArray();
        await GraphLab.ImageAsync(source, layers, tag: "v1");

        await GraphLab.CopyAsync(source, destination, "v1", "v2", new CopyOptions { IncludeReferrers = true });

        var requests = places.Registry!.Requests;
        Assert.Equal(41, requests.Of("POST").Count);
        Assert.Equal(41, requests.Of("PUT", "/blobs/").Count);
        Assert.Equal("/v2/destination/manifests/v2", Assert.Single(requests.Of("PUT", "/manifests/")).Path);
        Assert.EndsWith("/manifests/v2", requests.All[^1].Path, StringComparison.Ordinal);
        Assert.InRange(requests.Of("HEAD", "/blobs/").Count, 1, 8); // Asked now and then: nothing is there.
    }

    [Fact]
    public async Task Tag_moves_after_everything_that_refers_to_it()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("layout", "source");
        var destination = await places.AtAsync("registry", "destination");
        await GraphLab.ZooAsync(source);

        await new GraphCopier(source, destination, new CopyOptions { IncludeReferrers = true })
            .CopyAsync("all", ["a", "b"], Running.Test);

        var puts = places.Registry!.Requests.Of("PUT", "/manifests/").Select(request => request.Path.Split('/')[^1]).ToList();
        Assert.Equal(["a", "b"], puts[^2..].Order(StringComparer.Ordinal)); // They are put at once.
        Assert.DoesNotContain(puts[..^2], reference => reference is "a" or "b");
        Assert.Equal(puts.Count, puts.Distinct().Count());
    }

    [Theory]
    [InlineData("registry", "not/a/tag")]
    [InlineData("layout", "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")]
    public async Task Tag_that_is_none_is_refused_before_anything_is_moved(string to, string tag)
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("layout", "source");
        var destination = await places.AtAsync(to, "destination");
        var image = await GraphLab.ImageAsync(source, ["layer"], tag: "v1");

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => GraphLab.CopyAsync(source, destination, "v1", tag));

        Assert.Contains(tag, failure.Message, StringComparison.Ordinal);
        Assert.False(await destination.ExistsAsync((await source.FetchManifestAsync(image, Running.Test)).Layers[0], Running.Test));
    }

    [Fact]
    public async Task Blobs_are_mounted_within_a_registry_and_sent_when_that_is_not_possible()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("registry", "source");
        await GraphLab.ZooAsync(source);
        var requests = places.Registry!.Requests;
        requests.Clear();

        var mounted = await GraphLab.CopyAsync(source, await places.AtAsync("registry", "mounted"), "all", "v1");
        Assert.Equal((GraphLab.Zoo.Blobs, 6), (mounted.Mounted, mounted.Copied));
        Assert.Empty(requests.Of("PUT", "/blobs/"));
        Assert.Empty(requests.Of("GET", "/blobs/"));

        places.Registry.On("POST", "mount=").Status(403);
        var refused = await GraphLab.CopyAsync(source, await places.AtAsync("registry", "refused"), "all", "v1");
        Assert.InRange(refused.Mounted, 0, GraphLab.Zoo.Blobs - 1);
        Assert.Equal(GraphLab.Zoo.Blobs + 6, refused.Mounted + refused.Copied);

        var sent = await GraphLab.CopyAsync(
            source, await places.AtAsync("registry", "sent"), "all", "v1", new CopyOptions { MountsBlobs = false });
        Assert.Equal((0, GraphLab.Zoo.Blobs + 6), (sent.Mounted, sent.Copied));
    }

    [Fact]
    public async Task Blob_the_registry_lost_is_sent_again()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("layout", "source");
        var destination = await places.AtAsync("registry", "destination");
        var image = await GraphLab.ImageAsync(source, ["layer"], tag: "v1");
        var index = await GraphLab.IndexAsync(source, [image], tag: "index");
        await GraphLab.CopyAsync(source, destination, "v1", null);
        var layer = (await source.FetchManifestAsync(image, Running.Test)).Layers[0];
        await destination.DeleteBlobAsync(layer, Running.Test);
        places.Registry!.On("PUT", "/manifests/").Times(3).Status(400, code: "MANIFEST_BLOB_UNKNOWN");

        await GraphLab.CopyAsync(source, destination, "index", "index");

        Assert.Equal("layer"u8.ToArray(), await destination.FetchBlobAsync(layer, 100, Running.Test));
        Assert.Equal(index, await destination.ResolveAsync("index", Running.Test));

        await destination.DeleteBlobAsync(layer, Running.Test);
        await GraphLab.CopyAsync(source, destination, "index", "index", new CopyOptions { ChecksEverything = true });
        Assert.True(await destination.ExistsAsync(layer, Running.Test));
    }

    [Fact]
    public async Task What_a_layout_misses_below_a_manifest_it_has_is_completed()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("registry", "source");
        var destination = await places.AtAsync("layout", "destination");
        var zoo = await GraphLab.ZooAsync(source);
        await GraphLab.CopyAsync(source, destination, "all", "v1");
        var layer = (await source.FetchManifestAsync(zoo.Manifests[1], Running.Test)).Layers[1];
        await destination.DeleteBlobAsync(layer, Running.Test);
        LayoutFixture.Damage(destination.Name, zoo.Manifests[0].Digest, new byte[zoo.Manifests[0].Size]);

        var result = await GraphLab.CopyAsync(source, destination, "all", "v1");

        Assert.Equal(2, result.Copied);
        await destination.FetchBlobAsync(layer, 100, Running.Test);
        await destination.FetchManifestAsync(zoo.Manifests[0], Running.Test);
    }

    [Fact]
    public async Task H5_FailedCopyMovesNoTagAndLeavesNoBlobThatIsNotWhole()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("registry", "source");
        var destination = await places.AtAsync("layout", "destination");
        var old = await GraphLab.ImageAsync(destination, ["old"], tag: "v1");
        await GraphLab.ImageAsync(source, ["layer one", "layer two", new string('x', 2_000_000)], tag: "v1");
        var index = await File.ReadAllTextAsync(Path.Combine(destination.Name, "index.json"), Running.Test);
        places.Registry!.On("GET", "/blobs/").Times(1).After(1).Change(body => [.. body[..^1], (byte)(body[^1] ^ 1)]);

        await TestContent.FailsAsync(OciError.ContentMismatch, () => GraphLab.CopyAsync(
            source, destination, "v1", "v1", new CopyOptions { Concurrency = 1 }));

        Assert.Equal(old, await destination.ResolveAsync("v1", Running.Test));
        Assert.Equal(index, await File.ReadAllTextAsync(Path.Combine(destination.Name, "index.json"), Running.Test));
        await CheckBlobsAsync(destination.Name);
        await GraphLab.CopyAsync(source, destination, "v1", "v1");
        await CheckBlobsAsync(destination.Name);
    }

    [Theory]
    [InlineData("honest")]
    [InlineData("forged")]
    [InlineData("whole")]
    [InlineData("longer")]
    public async Task What_a_killed_copy_left_of_a_large_blob_is_gone_on_from(string left)
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("registry", "source");
        var destination = await places.AtAsync("layout", "destination");
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        var layer = await GraphLab.PushBlobAsync(source, content);
        await GraphLab.ManifestAsync(
            source, MediaTypes.ImageManifest, ManifestWriter.WriteImageManifest(layer, []), "v1");
        byte[] partial = left switch
        {
            "honest" => content[..2_000_000],
            "forged" => new byte[2_000_000],
            "whole" => content,
            _ => [.. content, 1],
        };
        await File.WriteAllBytesAsync(
            Path.Combine(destination.Name, "ingest", $"signet-partial-sha256-{layer.Digest.Hex}"), partial, Running.Test);
        places.Registry!.Requests.Clear();

        await GraphLab.CopyAsync(source, destination, "v1", "v1");

        var ranges = places.Registry.Requests.Of("GET", "/blobs/").Select(r => r.Headers.GetValueOrDefault("Range"));
        Assert.Equal(
            left switch
            {
                "honest" => ["bytes=2000000-2999999"],
                "forged" => ["bytes=2000000-2999999", null],
                "whole" => [],
                _ => new string?[] { null },
            },
            ranges);
        Assert.Equal(content, await destination.FetchBlobAsync(layer, content.Length, Running.Test));
        Assert.Empty(Directory.GetFiles(Path.Combine(destination.Name, "ingest"), "signet-*"));
    }

    [Fact]
    public async Task Upload_that_breaks_is_repeated_from_the_source()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("layout", "source");
        var destination = await places.AtAsync("registry", "destination");
        var layer = await GraphLab.PushBlobAsync(source, new byte[300_000]);
        await GraphLab.ManifestAsync(
            source, MediaTypes.ImageManifest, ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [layer]), "v1");
        await GraphLab.PushBlobAsync(source, Descriptor.EmptyJson, "{}"u8.ToArray());
        places.Registry!.On("PUT", "/blobs/uploads/").Times(2).Status(503);
        var moved = new List<TransferEvent>();

        await GraphLab.CopyAsync(source, destination, "v1", "v1", new CopyOptions
        {
            Progress = one =>
            {
                lock (moved)
                {
                    moved.Add(one);
                }
            },
        });

        Assert.True(await destination.ExistsAsync(layer, Running.Test));
        var ofLayer = moved.Where(one => one.Descriptor.Digest == layer.Digest).ToList();
        Assert.Equal(
            [TransferStage.Planned, TransferStage.Started, TransferStage.Moved, TransferStage.Done],
            ofLayer.Select(one => one.Stage).Distinct());
        Assert.Equal(300_000, ofLayer.Last(one => one.Stage == TransferStage.Moved).Bytes);
        Assert.Equal("v1", moved[^1].Tag);
    }

    [Fact]
    public async Task Damaged_source_is_named_and_never_arrives()
    {
        await using var places = new Places(_directory);
        var source = await places.AtAsync("layout", "source");
        var destination = await places.AtAsync("registry", "destination");
        var image = await GraphLab.ImageAsync(source, ["layer"], tag: "v1");
        var layer = (await source.FetchManifestAsync(image, Running.Test)).Layers[0];
        LayoutFixture.Damage(source.Name, layer.Digest, "layes"u8.ToArray());

        var failure = await TestContent.FailsAsync(
            OciError.ContentMismatch, () => GraphLab.CopyAsync(source, destination, "v1", "v1"));

        Assert.Contains(layer.Digest.ToString(), failure.Message, StringComparison.Ordinal);
        await TestContent.FailsAsync(OciError.NotFound, () => destination.ResolveAsync("v1", Running.Test));
        Assert.False(await destination.ExistsAsync(layer, Running.Test));
    }

    [Theory]
    [InlineData("linux/amd64", 0)]
    [InlineData("linux/arm64", 1)]
    [InlineData("linux/arm64/v8", 1)]
    [InlineData("linux/arm64/v9", -1)]
    [InlineData("windows/amd64", -1)]
    [InlineData("windows/amd64:10.0.1", 2)]
    public async Task Platform_chooses_the_first_entry_that_matches(string platform, int chosen)
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        Descriptor[] images =
        [
            await GraphLab.ImageAsync(layout, ["a"], platform: new Platform { Os = "linux", Architecture = "amd64" }),
            await GraphLab.ImageAsync(layout, ["b"], platform: new Platform { Os = "linux", Architecture = "arm64", Variant = "v8" }),
            await GraphLab.ImageAsync(layout, ["c"], platform: new Platform { Os = "windows", Architecture = "amd64", OsVersion = "10.0.1" }),
        ];
        await GraphLab.IndexAsync(layout, platform.StartsWith("windows/amd64", StringComparison.Ordinal) && chosen < 0 ? images[..2] : images, tag: "v1");
        var wanted = PlatformSelector.Parse(platform);

        if (chosen < 0)
        {
            await TestContent.FailsAsync(
                OciError.NotFound, () => PlatformSelector.SelectAsync(layout, "v1", wanted, Running.Test));
        }
        else
        {
            Assert.Equal(images[chosen].Digest, (await PlatformSelector.SelectAsync(layout, "v1", wanted, Running.Test)).Digest);
        }
    }

    /// <summary>No blob has a name that is not its content's.</summary>
    internal static async Task CheckBlobsAsync(string layout)
    {
        foreach (var file in Directory.GetFiles(Path.Combine(layout, "blobs", "sha256")))
        {
            await using var content = File.OpenRead(file);
            Assert.Equal(
                Path.GetFileName(file),
                Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content, Running.Test)));
        }
    }
}
