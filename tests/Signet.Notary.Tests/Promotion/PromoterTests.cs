using System.Text.Json.Nodes;
using Signet.Notary.Promotion;
using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Tests.Promotion;

/// <summary>What a promotion does, in which order, and what it leaves when it ends early.</summary>
public sealed class PromoterTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public async Task Promoted_artifact_verifies_with_stamps_and_record(bool isLayout, bool referrersApi)
    {
        await using var lab = await PromotionLab.OpenAsync(new() { ReferrersApi = referrersApi }, isLayout);

        var result = await lab.PromoteAsync();

        Assert.Equal(PromotionOutcome.Promoted, result.Outcome);
        Assert.Equal(TagState.Moved, result.Tag);
        Assert.Equal((lab.Old.Digest, lab.Root.Digest), (result.Replaced!.Digest, (await lab.TaggedAsync())!.Digest));
        Assert.Equal(VerdictKind.Trusted, (await lab.VerifyAsync()).Kind);
        Assert.All(result.Steps, step => Assert.True(step.IsDone));
        Assert.Equal(Enum.GetValues<PromotionStage>(), result.Steps.Select(s => s.Stage));

        // Two platforms, the report, the index; their two signatures by dev; four stamps, the record and its signature.
        Assert.Equal(4, result.Stamps.Count);
        Assert.Equal(lab.Root.Digest, result.Stamps[^1].Artifact.Digest);
        Assert.Equal(
            [StagedKind.Index, StagedKind.Platform, StagedKind.Platform, StagedKind.Report, StagedKind.Signature, StagedKind.Signature,
                StagedKind.Stamp, StagedKind.Stamp, StagedKind.Stamp, StagedKind.Stamp, StagedKind.Stamp, StagedKind.Record],
            result.Staged.Select(s => s.Kind).Order());
    }

    [Fact]
    public async Task Tag_is_the_last_that_is_written_and_everything_was_read_back_before()
    {
        await using var lab = await PromotionLab.OpenAsync();
        lab.Registry.Requests.Clear();

        var result = await lab.PromoteAsync();

        var log = lab.Registry.Requests.All.Where(r => r.PathAndQuery.StartsWith("/v2/prod/", StringComparison.Ordinal)).ToList();
        var writes = log.Where(r => r.Method is "PUT" or "POST" or "PATCH").ToList();
        Assert.Equal("/v2/prod/manifests/v1", writes[^1].PathAndQuery);
        Assert.Single(writes, r => r.PathAndQuery == "/v2/prod/manifests/v1");
        var lastStored = log.FindLastIndex(r => r.Method == "PUT" && r.PathAndQuery != "/v2/prod/manifests/v1");
        var tagged = log.FindIndex(r => r.Method == "PUT" && r.PathAndQuery == "/v2/prod/manifests/v1");
        var between = log.Skip(lastStored + 1).Take(tagged - lastStored - 1).Where(r => r.Method == "GET").Select(r => r.PathAndQuery).ToList();
        Assert.All(
            result.Stamps.Select(s => s.Signature).Append(result.Record!).Append(lab.Root),
            m => Assert.Contains($"/v2/prod/manifests/{m.Digest}", between));
    }

    [Fact]
    public async Task What_the_source_does_not_accept_is_not_copied()
    {
        await using var lab = await PromotionLab.OpenAsync();
        await PromotionLab.PushAsync(lab.Source, "unsigned report", subject: lab.Root, type: PromotionLab.Report);
        lab.Registry.Requests.Clear();

        var result = await lab.PromoteAsync();

        Assert.Equal((PromotionOutcome.Refused, PromotionStage.VerifySource), (result.Outcome, result.Stage));
        Assert.Equal(VerdictKind.Unsigned, result.Refusing!.Kind);
        Assert.Empty(result.Staged);
        Assert.DoesNotContain(lab.Registry.Requests.All, r => r.Method is not ("GET" or "HEAD"));
    }

    [Fact]
    public async Task Destination_that_no_statement_is_for_is_refused_before_anything_is_asked()
    {
        await using var lab = await PromotionLab.OpenAsync();
        lab.Registry.Requests.Clear();
        var request = lab.Request();
        request = request with { Destination = request.Destination with { Policy = PromotionLab.PolicyFor("other.example.com/app", "", "prod") } };

        var result = await lab.PromoteAsync(request);

        Assert.Equal((PromotionOutcome.Refused, PromotionStage.Resolve), (result.Outcome, result.Stage));
        Assert.Equal((VerdictKind.Untrusted, null, TagState.NotMoved), (result.Refusal, result.Refusing, result.Tag));
        Assert.Contains($"has no statement for \"{lab.Destination.Name}\"", result.Summary, StringComparison.Ordinal);
        Assert.Contains("registryScopes", result.Remedy, StringComparison.Ordinal);
        Assert.Empty(lab.Registry.Requests.AllButFallbackTags);
        Assert.Equal(VerdictKind.Untrusted, (await lab.Promoter.PlanAsync(request, cancellationToken: Token)).Refusal);
    }

    public static TheoryData<string, bool> Refusals => new() { { "a key that is not trusted there", true }, { "no key", false } };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task What_the_destination_does_not_accept_moves_no_tag_and_is_named(string why, bool withKey)
    {
        await using var lab = await PromotionLab.OpenAsync();

        var result = await lab.PromoteAsync(lab.Request(withKey, key: lab.Dev));

        Assert.True(result.Outcome == PromotionOutcome.Refused, why);
        Assert.Equal(VerdictKind.Untrusted, result.Refusing!.Kind);
        Assert.Equal(withKey ? PromotionStage.CheckStamp : PromotionStage.VerifyDestination, result.Stage);
        Assert.Equal((TagState.NotMoved, lab.Old), (result.Tag, await lab.TaggedAsync()));
        Assert.Null(result.Record);
        Assert.Equal(
            lab.Stored.ManifestDigests.Skip(2).Order(), result.Staged.Select(s => s.Manifest.Digest.ToString()).Order());
    }

    [Fact]
    public async Task Report_that_came_meanwhile_is_judged_at_the_destination_before_the_tag()
    {
        await using var lab = await PromotionLab.OpenAsync();
        var request = lab.Request() with
        {
            Progress = step =>
            {
                if (step.Stage == PromotionStage.Record)
                {
                    lab.Stored.AddArtifact(subject: lab.Root, artifactType: PromotionLab.Report);
                }
            },
        };

        var result = await lab.PromoteAsync(request);

        Assert.Equal((PromotionOutcome.Refused, PromotionStage.VerifyDestination), (result.Outcome, result.Stage));
        Assert.Equal(lab.Old, await lab.TaggedAsync());
    }

    [Fact]
    public async Task Second_run_changes_nothing()
    {
        await using var lab = await PromotionLab.OpenAsync();
        var first = await lab.PromoteAsync();
        var before = lab.Stored.ManifestDigests;

        var second = await lab.PromoteAsync();

        Assert.Equal((PromotionOutcome.Promoted, TagState.AlreadyThere), (second.Outcome, second.Tag));
        Assert.Equal(before, lab.Stored.ManifestDigests);
        Assert.Empty(second.Staged);
        Assert.All(second.Stamps, stamp => Assert.False(stamp.IsNew));
        Assert.Equal(first.Record, second.Record);
    }

    [Fact]
    public async Task Going_back_and_forth_leaves_a_record_each_time_and_one_stamp()
    {
        await using var lab = await PromotionLab.OpenAsync();
        var first = await lab.PromoteAsync();
        lab.Stored.Tag("v1", (await PromotionLab.PushAsync(lab.Destination, "older")).Digest);

        var second = await lab.PromoteAsync();

        Assert.Equal(TagState.Moved, second.Tag);
        Assert.NotEqual(first.Record, second.Record);
        Assert.All(second.Stamps, stamp => Assert.False(stamp.IsNew));
    }

    [Fact]
    public async Task Record_that_was_not_signed_any_more_is_taken_up()
    {
        await using var lab = await PromotionLab.OpenAsync();
        // After the record the next manifest is its signature.
        lab.Registry.On("PUT", r => r.Path.StartsWith("/v2/prod/manifests/sha256", StringComparison.Ordinal) && IsRecorded(lab))
            .Status(400);

        var broken = await lab.PromoteAsync();
        Assert.Equal((PromotionOutcome.Failed, PromotionStage.Record), (broken.Outcome, broken.Stage));
        Assert.Equal(lab.Old, await lab.TaggedAsync());
        var result = await lab.PromoteAsync();

        Assert.True(result.Outcome == PromotionOutcome.Promoted, result.Summary);
        Assert.Equal(
            Assert.Single(await lab.ReferrersAsync(lab.Root, PromotionRecord.MediaType)).Digest, result.Record!.Digest);
    }

    [Fact]
    public async Task Record_of_somebody_else_is_never_signed()
    {
        await using var lab = await PromotionLab.OpenAsync();
        await PromotionLab.PushAsync(lab.Destination, "{}", subject: lab.Root, type: PromotionRecord.MediaType);

        var result = await lab.PromoteAsync();

        Assert.Equal((PromotionOutcome.Refused, PromotionStage.VerifyDestination), (result.Outcome, result.Stage));
        Assert.Equal(lab.Old, await lab.TaggedAsync());
    }

    [Fact]
    public async Task Record_says_who_when_where_and_what_and_is_the_same_for_the_same()
    {
        var records = new List<byte[]>();
        for (var i = 0; i < 2; i++)
        {
            await using var lab = await PromotionLab.OpenAsync(isLayout: true);
            var result = await lab.PromoteAsync();
            var manifest = await lab.Destination.FetchManifestAsync(result.Record!.Digest.ToString(), Token);
            records.Add(await lab.Destination.FetchBlobAsync(manifest.Layers[0], 1_000_000, Token));
            var record = JsonNode.Parse(records[i])!;
            Assert.Equal(lab.Root.Digest.ToString(), (string?)record["artifact"]!["digest"]);
            Assert.Equal("2026-11-21T12:00:00Z", (string?)record["time"]);
            Assert.Equal("CN=prod.example.com,O=Example,L=Seattle,ST=WA,C=US", (string?)record["signer"]);
            Assert.Equal("alice@example.com", (string?)record["actor"]);
            Assert.Equal(("local/dev:v1", "local/prod:v1"), ((string?)record["from"]!["reference"], (string?)record["to"]!["reference"]));
            Assert.Equal(lab.Old.Digest.ToString(), (string?)record["to"]!["replaced"]);
            Assert.Equal(
                Digest.Sha256(PromotionLab.Policy("", "prod").SourceBytes.Span).ToString(), (string?)record["to"]!["policy"]!["digest"]);
            Assert.Equal(["index", "platform", "platform", "report"], record["from"]!["parts"]!.AsArray().Select(p => (string?)p!["role"]));
            Assert.All(record["to"]!["parts"]!.AsArray(), p => Assert.Equal("trusted", (string?)p!["verdict"]));
        }

        Assert.Equal(records[0], records[1]);
    }

    [Fact]
    public async Task Report_that_the_source_lets_pass_unsigned_gets_no_stamp()
    {
        await using var lab = await PromotionLab.OpenAsync();
        var note = await PromotionLab.PushAsync(lab.Source, "note", subject: lab.Root, type: "application/vnd.example.note");
        var graph = """{"referrers":{"application/vnd.example.note":"optional"}}""";
        var request = lab.Request();

        var result = await lab.PromoteAsync(request with
        {
            Source = request.Source with { Policy = PromotionLab.Policy(graph, "dev") },
            Destination = request.Destination with { Policy = PromotionLab.Policy(graph, "prod") },
        });

        Assert.True(result.Outcome == PromotionOutcome.Promoted, result.Summary);
        Assert.DoesNotContain(note.Digest, result.Stamps.Select(s => s.Artifact.Digest));
        Assert.Empty(await lab.ReferrersAsync(note));
    }

    [Fact]
    public async Task Without_a_key_there_is_neither_stamp_nor_record()
    {
        await using var lab = await PromotionLab.OpenAsync();
        var request = lab.Request(withKey: false);

        var result = await lab.PromoteAsync(request with
        {
            Destination = request.Destination with { Policy = PromotionLab.Policy("", "prod", "dev") },
        });

        Assert.Equal((PromotionOutcome.Promoted, TagState.Moved), (result.Outcome, result.Tag));
        Assert.Null(result.Record);
        Assert.Empty(result.Stamps);
    }

    [Fact]
    public async Task Failure_of_the_registry_names_what_was_stored_until_then()
    {
        await using var lab = await PromotionLab.OpenAsync();
        lab.Registry.On("PUT", $"/v2/prod/manifests/{lab.Root.Digest}").Status(403, code: "DENIED");

        var result = await lab.PromoteAsync();

        Assert.Equal((PromotionOutcome.Failed, PromotionStage.Copy, TagState.NotMoved), (result.Outcome, result.Stage, result.Tag));
        Assert.Equal(OciError.Forbidden, ((OciException)result.Failure!).Error);
        Assert.Contains(StagedKind.Platform, result.Staged.Select(s => s.Kind));
        Assert.DoesNotContain(StagedKind.Index, result.Staged.Select(s => s.Kind));
    }

    [Fact]
    public async Task Plan_writes_nothing_and_counts_what_is_missing()
    {
        await using var lab = await PromotionLab.OpenAsync();
        lab.Registry.Requests.Clear();

        var plan = await lab.Promoter.PlanAsync(lab.Request(), cancellationToken: Token);

        Assert.DoesNotContain(lab.Registry.Requests.All, r => r.Method is not ("GET" or "HEAD"));
        Assert.Equal(VerdictKind.Trusted, plan.SourceVerdict.Kind);
        Assert.Equal((lab.Root.Digest, lab.Old.Digest), (plan.Root.Digest, plan.Replaced!.Digest));
        // The empty configuration is there: it belongs to what the tag names.
        Assert.Equal(plan.Count - 1, plan.Missing.Count);
        Assert.Equal("prod", plan.DestinationPolicy!.Statement.Name);
        Assert.Equal(4, plan.Stamped.Count);
        Assert.Null(plan.Refusal);
    }

    private static bool IsRecorded(PromotionLab lab) => lab.Stored.ManifestDigests
        .Any(d => lab.Stored.FindManifest(d)!.Value.Manifest.Content.AsSpan().IndexOf("vnd.signet.promotion"u8) >= 0);
}
