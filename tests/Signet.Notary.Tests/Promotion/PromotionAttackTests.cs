using System.Text.Json.Nodes;
using Signet.Notary.Promotion;
using Signet.Notary.Verification;
using Signet.Oci;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Signatures;
using Signet.TestKit.Registries;

namespace Signet.Notary.Tests.Promotion;

/// <summary>Attacks and races on promotions.</summary>
public sealed class PromotionAttackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PromotionStage.Resolve)]
    [InlineData(PromotionStage.VerifySource)]
    [InlineData(PromotionStage.Copy)]
    [InlineData(PromotionStage.LookAgain)]
    [InlineData(PromotionStage.VerifyDestination)]
    public async Task A11_source_tag_that_moves_after_a_stage_is_noticed(PromotionStage stage)
    {
        await using var lab = await PromotionLab.OpenAsync();
        var other = await PromotionLab.PushAsync(lab.Source, "evil");
        var request = lab.Request() with
        {
            Progress = step =>
            {
                if (step.Stage == stage)
                {
                    lab.Registry.Repository("dev").Tag("v1", other.Digest);
                }
            },
        };

        var result = await lab.PromoteAsync(request);

        Assert.Equal(PromotionOutcome.SourceMoved, result.Outcome);
        // Noticed before the key signs anything, unless it moves later than that.
        Assert.Equal(stage < PromotionStage.LookAgain ? PromotionStage.LookAgain : PromotionStage.MoveTag, result.Stage);
        Assert.Equal(stage < PromotionStage.LookAgain, result.Stamps.Count == 0);
        Assert.Equal((TagState.NotMoved, lab.Old), (result.Tag, await lab.TaggedAsync()));
        Assert.Contains($"from {lab.Root.Digest} to {other.Digest}", result.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain(other.Digest.ToString(), lab.Stored.ManifestDigests);
    }

    [Fact]
    public async Task A11_source_by_digest_does_not_care_where_the_tag_goes()
    {
        await using var lab = await PromotionLab.OpenAsync();
        lab.Registry.Repository("dev").Tag("v1", (await PromotionLab.PushAsync(lab.Source, "evil")).Digest);
        var request = lab.Request();

        var result = await lab.PromoteAsync(request with { Source = request.Source with { Reference = lab.Root.Digest.ToString() } });

        Assert.Equal(PromotionOutcome.Promoted, result.Outcome);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task A11_destination_tag_that_somebody_moved_is_left_alone(bool supportsConditions, bool isLayout)
    {
        await using var lab = await PromotionLab.OpenAsync(new() { SupportsConditions = supportsConditions }, isLayout);
        var other = await PromotionLab.PushAsync(lab.Destination, "hotfix");
        if (supportsConditions)
        {
            // Between the last look and the request: only the condition can tell.
            lab.Registry.On("PUT", "^/v2/prod/manifests/v1$").Before(_ => lab.Stored.Tag("v1", other.Digest));
        }

        var request = lab.Request() with
        {
            Progress = step =>
            {
                if (step.Stage == PromotionStage.VerifyDestination && !supportsConditions)
                {
                    Retag(lab, other);
                }
            },
        };

        var result = await lab.PromoteAsync(request);

        Assert.Equal((PromotionOutcome.DestinationMoved, TagState.NotMoved), (result.Outcome, result.Tag));
        Assert.Equal(other.Digest, (await lab.TaggedAsync())!.Digest);
        Assert.Contains(other.Digest.ToString(), result.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_that_is_lost_after_the_tag_moved_is_looked_up()
    {
        await using var lab = await PromotionLab.OpenAsync();
        lab.Registry.On("PUT", "^/v2/prod/manifests/v1$").Before(_ => lab.Stored.Tag("v1", lab.Root.Digest)).Status(400);

        var result = await lab.PromoteAsync();

        Assert.Equal((PromotionOutcome.Promoted, TagState.Moved), (result.Outcome, result.Tag));
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task A12_signature_of_another_subject_convinces_nobody(string where)
    {
        await using var lab = await PromotionLab.OpenAsync();
        var repository = where == "dev" ? lab.Source : lab.Destination;
        var other = await PromotionLab.PushAsync(repository, "other");
        var signature = await repository.FetchManifestAsync(
            await lab.SignAsync(repository, other, where == "dev" ? lab.Dev : lab.Prod), Token);
        // The envelope is genuine, and names another artifact than the one it is attached to.
        var evil = await PromotionLab.PushAsync(lab.Source, "evil", "v1");
        await lab.SignAsync(lab.Source, evil, where == "dev" ? lab.Prod : lab.Dev);
        var forged = ManifestWriter.WriteImageManifest(
            signature.Config!, signature.Layers, NotaryMediaTypes.Signature, evil.Bare(), signature.Annotations);
        await PromotionLab.ManifestAsync(repository, MediaTypes.ImageManifest, forged);

        var result = await lab.PromoteAsync(lab.Request(withKey: where == "dev", everything: false));

        Assert.Equal(PromotionOutcome.Refused, result.Outcome);
        Assert.Equal(where == "dev" ? PromotionStage.VerifySource : PromotionStage.VerifyDestination, result.Stage);
        Assert.Equal(VerdictKind.Invalid, result.Refusing!.Kind);
        Assert.Equal(lab.Old, await lab.TaggedAsync());
    }

    [Fact]
    public async Task A13_graph_that_runs_in_a_circle_ends_in_a_refusal()
    {
        await using var lab = await PromotionLab.OpenAsync();
        var store = lab.Registry.Repository("dev");
        var (one, two) = (new string('1', 64), new string('2', 64));
        foreach (var (self, other) in new[] { (one, two), (two, one) })
        {
            var entry = new Descriptor { MediaType = MediaTypes.ImageIndex, Digest = Digest.Parse($"sha256:{other}"), Size = 300 };
            store.SetManifest($"sha256:{self}", new StoredManifest(MediaTypes.ImageIndex, ManifestWriter.WriteIndex([entry])));
        }

        var root = ManifestWriter.WriteIndex([new() { MediaType = MediaTypes.ImageIndex, Digest = Digest.Parse($"sha256:{one}"), Size = 300 }]);
        var descriptor = store.AddManifest(root, MediaTypes.ImageIndex, "v1");
        await lab.SignAsync(lab.Source, descriptor, lab.Dev);

        var result = await lab.PromoteAsync();

        Assert.Equal((PromotionOutcome.Refused, PromotionStage.VerifySource), (result.Outcome, result.Stage));
        Assert.Equal(lab.Old, await lab.TaggedAsync());
        Assert.Empty(result.Staged);
    }

    /// <summary>What another process would do.</summary>
    private static void Retag(PromotionLab lab, Descriptor other)
    {
        if (lab.Destination is not LayoutRepository layout)
        {
            lab.Stored.Tag("v1", other.Digest);
            return;
        }

        var file = Path.Combine(layout.Name, "index.json");
        var index = JsonNode.Parse(File.ReadAllText(file))!;
        foreach (var entry in index["manifests"]!.AsArray())
        {
            (entry!["annotations"] as JsonObject)?.Remove("org.opencontainers.image.ref.name");
            if ((string?)entry["digest"] == other.Digest.ToString())
            {
                entry["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "v1" };
            }
        }

        File.WriteAllText(file, index.ToJsonString());
    }
}
