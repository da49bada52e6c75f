using Signet.Notary.Promotion;
using Signet.Oci;
using Signet.Oci.Layout;

namespace Signet.Notary.Tests.Promotion;

/// <summary>What cleaning removes, and what it never does.</summary>
public sealed class CleaningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Leftovers_of_a_refused_promotion_go_and_the_tag_stays(bool isLayout, bool referrersApi)
    {
        await using var lab = await PromotionLab.OpenAsync(new() { ReferrersApi = referrersApi }, isLayout);
        var before = Snapshot(lab);
        var refused = await lab.PromoteAsync(lab.Request(key: lab.Dev));
        Assert.Equal(PromotionOutcome.Refused, refused.Outcome);

        var plan = await lab.CleanAsync(isDryRun: true);
        var result = await lab.CleanAsync();

        Assert.Equal(plan.Removed, result.Removed);
        Assert.Equal(refused.Staged.Select(s => s.Manifest.Digest.ToString()).Order(), result.Removed.Select(r => r.Manifest.Digest.ToString()).Order());
        Assert.Equal(before, Snapshot(lab));
        Assert.Equal(lab.Old, await lab.TaggedAsync());
        Assert.Empty((await lab.CleanAsync()).Removed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_that_a_tag_reaches_is_removed(bool isLayout)
    {
        await using var lab = await PromotionLab.OpenAsync(isLayout: isLayout);
        await lab.PromoteAsync();
        await PromotionLab.PushAsync(lab.Destination, "newer", "v1");
        var index = await lab.Source.FetchManifestAsync("v1", Token);
        // A platform alone has another tag: it stays with its stamp, and the index goes with everything else.
        await lab.Destination.TagAsync(index.Manifests[0], "amd", Token);

        var result = await lab.CleanAsync();

        Assert.Null(result.Failure);
        Assert.DoesNotContain(index.Manifests[0].Digest, result.Removed.Select(r => r.Manifest.Digest));
        Assert.Contains(lab.Root.Digest, result.Removed.Select(r => r.Manifest.Digest));
        Assert.Contains(index.Manifests[1].Digest, result.Removed.Select(r => r.Manifest.Digest));
        var amd = await lab.Destination.FetchManifestAsync("amd", Token);
        await lab.Destination.FetchBlobAsync(amd.Layers[0], 100, Token);
        await lab.Destination.FetchBlobAsync(amd.Config!, 100, Token);
        Assert.Single(await lab.ReferrersAsync(amd.Descriptor));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Promoted_artifact_stays_whole(bool isLayout)
    {
        await using var lab = await PromotionLab.OpenAsync(isLayout: isLayout);
        await lab.PromoteAsync();
        var before = Snapshot(lab);

        var result = await lab.CleanAsync();

        Assert.Empty(result.Removed);
        Assert.Empty(result.RemovedBlobs);
        Assert.Equal(before, Snapshot(lab));
        Assert.True((await lab.VerifyAsync()).IsAccepted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Report_that_somebody_attached_keeps_what_it_refers_to(bool isLayout)
    {
        await using var lab = await PromotionLab.OpenAsync(isLayout: isLayout);
        await lab.PromoteAsync(lab.Request(key: lab.Dev));
        var scan = await PromotionLab.PushAsync(lab.Destination, "scan", subject: lab.Root, type: PromotionLab.Report);

        var result = await lab.CleanAsync();

        Assert.DoesNotContain(lab.Root.Digest, result.Removed.Select(r => r.Manifest.Digest));
        Assert.Contains(scan.Digest, (await lab.ReferrersAsync(lab.Root)).Select(r => r.Digest));
    }

    [Fact]
    public async Task Registry_that_does_not_delete_is_told_with_what_remains()
    {
        await using var lab = await PromotionLab.OpenAsync(new() { SupportsDelete = false });
        var refused = await lab.PromoteAsync(lab.Request(key: lab.Dev));

        var result = await lab.CleanAsync();

        Assert.Equal(OciError.Unsupported, result.Failure!.Error);
        Assert.Empty(result.Removed);
        Assert.Equal(refused.Staged.Count, result.Remaining.Count);
    }

    [Fact]
    public async Task Tag_that_cannot_be_followed_ends_the_cleaning()
    {
        await using var lab = await PromotionLab.OpenAsync();
        await lab.PromoteAsync(lab.Request(key: lab.Dev));
        lab.Registry.On("GET", $"/v2/prod/manifests/{lab.Old.Digest}").Always().Status(403, code: "DENIED");

        var failure = await Assert.ThrowsAsync<OciException>(() => lab.CleanAsync());

        Assert.Equal(OciError.Forbidden, failure.Error);
        Assert.DoesNotContain(lab.Registry.Requests.All, r => r.Method == "DELETE" && r.Path.Contains("/manifests/", StringComparison.Ordinal));
    }

    /// <summary>Tags, manifests and blobs; of a registry no blobs, which it collects itself.</summary>
    private static List<string> Snapshot(PromotionLab lab) => lab.Destination is LayoutRepository layout
        ? Directory.EnumerateFiles(Path.Combine(layout.Name, "blobs"), "*", SearchOption.AllDirectories).Order()
            .Append(File.ReadAllText(Path.Combine(layout.Name, "index.json"))).ToList()
        : lab.Stored.ManifestDigests.Order().Concat(lab.Stored.Tags.Select(t => $"{t.Key} {t.Value}")).ToList();
}
