using System.Text.Json.Nodes;
using Signet.Cli.Tests.Verdicts;

namespace Signet.Cli.Tests.Promotion;

/// <summary><c>signet promote</c> as people and scripts see it.</summary>
public sealed class PromoteCommandTests
{
    private const string Promote = "promote --from-environment dev --to-environment prod";

    [Fact]
    public async Task Says_a_line_for_each_stage_and_how_it_ended()
    {
        await using var lab = await PromoteLab.OpenAsync();

        var result = await lab.RunAsync($"{Promote} --sign-key prod -r --actor alice@example.com DEV:v1 PROD");

        Assert.True(result.ExitCode == 0, result.Error);
        var lines = result.Out.TrimEnd('\n').Split('\n');
        Assert.Equal(
            ["resolve", "verify source", "copy", "look again", "stamp", "check stamp", "record", "verify destination", "move tag"],
            lines[..^1].Select(l => l.Split(':')[0]));
        Assert.Equal($"Promoted DEV@{lab.Root.Digest} to PROD:v1", lines[^1]);
        Assert.StartsWith("Warning: revocation could not be checked", result.Error, StringComparison.Ordinal);
        Assert.Equal(lab.Root.Digest.ToString(), lab.Registry.Repository("prod/app").Tags["v1"]);
    }

    [Fact]
    public async Task Json_has_the_whole_story()
    {
        await using var lab = await PromoteLab.OpenAsync();

        var result = await lab.RunAsync($"{Promote} --sign-key prod -r --output json DEV:v1 PROD:v1");

        SchemaCheck.AssertFits(result.Out, "promotion");
        var json = JsonNode.Parse(result.Out)!;
        Assert.Equal(("promoted", 0, "moved"), ((string?)json["outcome"], (int?)json["exitCode"], (string?)json["tag"]));
        Assert.Equal(lab.Root.Digest.ToString(), (string?)json["artifact"]);
        Assert.Equal(["trusted", "trusted"], new[] { "sourceVerdict", "destinationVerdict" }.Select(v => (string?)json[v]!["verdict"]));
        Assert.Equal(2, json["stamps"]!.AsArray().Count);
        Assert.NotNull(json["record"]);
        Assert.Equal(9, json["steps"]!.AsArray().Count);
    }

    public static TheoryData<string, string, int, string> Refusals => new()
    {
        { "source", "--from-environment prod --to-environment prod --sign-key prod", 11, "the policy of the source does not accept" },
        { "destination", "--from-environment dev --to-environment prod --sign-key dev", 11, "the policy of the destination does not accept" },
        { "a report nobody stamped", "--from-environment dev --to-environment prod --sign-key prod", 11, "(application/spdx+json) is untrusted" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refusal_has_the_verdicts_exit_code_the_failed_check_and_the_way_out(
        string by, string flags, int exitCode, string message)
    {
        await using var lab = await PromoteLab.OpenAsync();
        var before = lab.Registry.Repository("prod/app").Tags["v1"];

        var result = await lab.RunAsync($"promote {flags} DEV:v1 PROD:v1");

        Assert.True(exitCode == result.ExitCode, $"{by}: {result.Error}");
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Contains("to fix: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("The destination's tag was not moved.", result.Error, StringComparison.Ordinal);
        Assert.Equal(by != "source", result.Error.Contains("signet promote --clean DEV:v1 PROD:v1", StringComparison.Ordinal));
        Assert.Equal(before, lab.Registry.Repository("prod/app").Tags["v1"]);
    }

    [Fact]
    public async Task Destination_that_no_statement_is_for_is_told_at_once_and_by_the_dry_run()
    {
        await using var lab = await PromoteLab.OpenAsync();
        lab.Write("config/policies/prod.oci.json", PromoteLab.Policy("prod").Replace("*\"],\"sig", "other.example.com/app\"],\"sig", StringComparison.Ordinal));
        lab.Registry.Requests.Clear();

        var result = await lab.RunAsync($"{Promote} --sign-key prod DEV:v1 PROD:v1");
        Assert.Empty(lab.Registry.Requests.AllButFallbackTags);
        var json = await lab.RunAsync($"{Promote} --sign-key prod --output json DEV:v1 PROD:v1");
        var plan = await lab.RunAsync($"{Promote} --sign-key prod --dry-run DEV:v1 PROD:v1");

        Assert.Equal((11, 11, 11), (result.ExitCode, json.ExitCode, plan.ExitCode));
        Assert.Contains("the policy of the destination has no statement for \"PROD\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("The destination's tag was not moved.", result.Error, StringComparison.Ordinal);
        Assert.Contains("To fix: add \"PROD\" to the registryScopes of a statement in ", result.Error, StringComparison.Ordinal);
        Assert.Equal(("refused", "resolve", null),
            ((string?)JsonNode.Parse(json.Out)!["outcome"], (string?)JsonNode.Parse(json.Out)!["stage"], (string?)JsonNode.Parse(json.Out)!["destinationVerdict"]));
        var planned = await lab.RunAsync($"{Promote} --sign-key prod --dry-run --output json DEV:v1 PROD:v1");
        SchemaCheck.AssertFits(json.Out, "promotion");
        SchemaCheck.AssertFits(planned.Out, "promotion");
        Assert.Equal((11, "untrusted"), ((int?)JsonNode.Parse(planned.Out)!["exitCode"], (string?)JsonNode.Parse(planned.Out)!["refusal"]));
        Assert.Contains("the promotion would be refused: ", plan.Error, StringComparison.Ordinal);
        Assert.Contains("has no statement for it", plan.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tag_that_moved_has_an_exit_code_of_its_own()
    {
        await using var lab = await PromoteLab.OpenAsync();
        lab.Registry.On("PUT", r => r.Path.StartsWith("/v2/prod/app/manifests/", StringComparison.Ordinal)).Before(
            _ => lab.Registry.Repository("dev/app").AddArtifact("v1", artifactType: "application/vnd.evil"));

        var result = await lab.RunAsync($"{Promote} --sign-key prod -r DEV:v1 PROD:v1");

        Assert.Equal(7, result.ExitCode);
        Assert.Contains($"moved from {lab.Root.Digest} to ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dry_run_shows_the_plan_and_writes_nothing()
    {
        await using var lab = await PromoteLab.OpenAsync();
        lab.Registry.Requests.Clear();

        var registry = await lab.RunAsync($"{Promote} --sign-key prod -r --dry-run DEV:v1 PROD:v1");
        SchemaCheck.AssertFits((await lab.RunAsync($"{Promote} --sign-key prod -r --dry-run --output json DEV:v1 PROD:v1")).Out, "promotion");
        var layout = await lab.RunAsync(
            $"{Promote} --sign-key prod --dry-run --to-oci-layout --to-scope local/prod DEV:v1 DIR/lay:v1");

        Assert.True(registry.ExitCode == 0 && layout.ExitCode == 0, registry.Error + layout.Error);
        Assert.Contains("2 with key prod, unless it has signed them before; then the record", registry.Out, StringComparison.Ordinal);
        Assert.Contains($"-> {lab.Root.Digest}", registry.Out, StringComparison.Ordinal);
        Assert.Contains("DIR/lay:v1: nothing ->", layout.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(lab.Registry.Requests.All, r => r.Method is not ("GET" or "HEAD"));
        Assert.False(Directory.Exists(lab.PathOf("lay")));
    }

    [Fact]
    public async Task Clean_lists_and_removes_and_says_what_it_cannot()
    {
        await using var lab = await PromoteLab.OpenAsync();
        SchemaCheck.AssertFits((await lab.RunAsync($"{Promote} --sign-key dev --output json DEV:v1 PROD:v1")).Out, "promotion");

        var plan = await lab.RunAsync("promote --clean --dry-run DEV:v1 PROD");
        lab.Registry.On("DELETE", "/manifests/").Status(405, code: "UNSUPPORTED");
        var refused = await lab.RunAsync("promote --clean DEV:v1 PROD");
        SchemaCheck.AssertFits((await lab.RunAsync("promote --clean --dry-run --output json DEV:v1 PROD")).Out, "promotion");
        var result = await lab.RunAsync("promote --clean DEV:v1 PROD");

        Assert.Contains("Would remove", plan.Out, StringComparison.Ordinal);
        Assert.Equal(8, refused.ExitCode);
        Assert.Contains("could not be removed", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, result.ExitCode);
        Assert.Single(lab.Registry.Repository("prod/app").ManifestDigests);
    }

    [Fact]
    public async Task Layouts_are_promoted_from_and_to()
    {
        await using var lab = await PromoteLab.OpenAsync();

        await lab.DoAsync($"{Promote} --sign-key prod -r --to-oci-layout --to-scope local/prod DEV:v1 DIR/lay:v1");
        await lab.DoAsync("promote --from-environment prod --to-environment prod --from-oci-layout --from-scope local/prod DIR/lay:v1 PROD:v2");

        Assert.True((await lab.VerifyAsync(await lab.RepositoryAsync("DIR/lay"))).IsAccepted);
        Assert.Equal(lab.Root.Digest.ToString(), lab.Registry.Repository("prod/app").Tags["v2"]);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "DEV:v1", "requires exactly 2 arguments" },
        { "DEV PROD:v1", "no tag or digest specified" },
        { "DEV:v1 PROD@sha256:0000000000000000000000000000000000000000000000000000000000000000", "names a digest" },
        { "DEV@sha256:0000000000000000000000000000000000000000000000000000000000000000 PROD", "no tag, and the source" },
        { "--to-oci-layout DEV:v1 DIR/lay:v1", "--to-scope is missing" },
        { "--to-scope local/x DEV:v1 PROD:v1", "--to-scope can only be used" },
        { "--recursive DEV:v1 PROD:v1", "name one with --sign-key" },
        { "--clean --sign-key prod DEV:v1 PROD:v1", "--clean signs and records nothing" },
        { "--output yaml DEV:v1 PROD:v1", "invalid format" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task Mistake_is_told_before_anything_is_asked(string arguments, string message)
    {
        await using var lab = await PromoteLab.OpenAsync();
        lab.Registry.Requests.Clear();

        var result = await lab.RunAsync($"{Promote} {arguments}");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Empty(lab.Registry.Requests.AllButFallbackTags);
    }
}
