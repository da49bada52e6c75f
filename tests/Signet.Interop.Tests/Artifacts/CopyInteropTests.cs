using System.Text.RegularExpressions;

namespace Signet.Interop.Tests.Artifacts;

/// <summary>
/// Copies, backups and restores of oras and signet: equal lines for equal work, and what one tool has moved the other one
/// reads, lists and moves on.
/// </summary>
public sealed partial class CopyInteropTests(InteropLab lab)
{
    /// <summary>Each is run by both tools on repositories of their own; lines come in any order.</summary>
    private static readonly string[] Commands =
    [
        "cp --to-oci-layout REPO:idx lay-TOOL:x,y",
        "cp --from-oci-layout lay-TOOL:x REPO-up:z",
        "cp --from-oci-layout --to-oci-layout lay-TOOL:y two-TOOL:x",
        "cp --from-oci-layout-path lay-TOOL --to-oci-layout-path three-TOOL x localhost:5000/some:name",
        "cp REPO:v1 REPO-near:v1,v2",
        "cp REPO@IMAGE REPO-digest",
        "cp -r REPO:v1 REPO-all:v1",
        "push REPO:same hi.txt same.txt ho.txt CREATED",
        "cp REPO:same REPO-same:v1",
        "cp --to-oci-layout REPO:same same-TOOL:v1",
        "cp --platform linux/arm64 --to-oci-layout REPO:idx plat-TOOL:p",
        "cp --platform linux/s390x REPO:idx REPO-none:p",
        "cp REPO:nope REPO-none:v",
        "cp REPO REPO-none:v",
        "cp --from-oci-layout lay-TOOL:nope REPO-none:v",
        "cp --from-oci-layout missing:nope REPO-none:v",
        "backup -o d-TOOL REPO:idx",
        "backup --include-referrers -o b-TOOL.tar REPO:v1",
        "backup -o none-TOOL.tar REPO:nope",
        "restore --input b-TOOL.tar --dry-run REPO-dry",
        "restore --input b-TOOL.tar REPO-back",
        "restore --input d-TOOL --exclude-referrers REPO-more:idx",
        "restore --input b-TOOL.tar REPO-back:nope",
        "cp --from-oci-layout b-TOOL.tar:v1 REPO-tar:v1",
    ];

    [Fact]
    public async Task Equal_work_has_equal_lines()
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout: false);
        foreach (var command in Commands)
        {
            var lines = new List<string>();
            foreach (var tool in ArtifactPair.Tools)
            {
                var result = await pair.RunAsync(tool, command);
                var output = pair.Normal(tool, result.StandardOutput).Replace(tool, "TOOL", StringComparison.Ordinal);
                // Which of two names of one content is stored, and which one skipped, is chance in oras.
                output = output.Replace(" same.txt", " hi.txt", StringComparison.Ordinal);
                output = Changing().Replace(output, m => m.Value[0] == '(' ? "(size)" : "in time");
                lines.Add(string.Join('\n', output.Split('\n').Order(StringComparer.Ordinal)) + (result.ExitCode == 0 ? "" : "\nfailed"));
            }

            Assert.True(lines[0] == lines[1], $"{command}\noras:\n{lines[0]}\nsignet:\n{lines[1]}");
        }
    }

    [Theory]
    [InlineData("oras", "signet")]
    [InlineData("signet", "oras")]
    public async Task What_one_has_moved_the_other_moves_on(string first, string then)
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout: false);
        await RunAsync("oras", "attach REPO:amd --artifact-type sig/example -a by=oras");
        await RunAsync("oras", "manifest index create REPO:nested idx v1");
        string[] ways =
        [
            "cp -r REPO:nested REPO-there:nested|cp -r REPO-there:nested REPO-on:nested",
            "cp -r --to-oci-layout REPO:nested lay:nested|cp -r --from-oci-layout lay:nested REPO-lay:nested",
            "backup --include-referrers -o all.tar REPO:nested|restore --input all.tar REPO-tar",
            "backup --include-referrers -o all REPO:nested|restore --input all REPO-dir",
            "backup --include-referrers -o some.tar REPO:nested|cp -r --from-oci-layout some.tar:nested REPO-some:nested",
        ];
        foreach (var way in ways)
        {
            // oras looks for referrers one level below an index: what is further down is signet's to find.
            var steps = way.Split('|');
            await RunAsync(first, steps[0]);
            await RunAsync(then, steps[1]);
            var end = LastRepository().Match(steps[1]).Value;
            foreach (var reader in ArtifactPair.Tools)
            {
                Assert.Equal(await RunAsync(reader, "resolve REPO:nested"), await RunAsync(reader, $"resolve {end}:nested"));
                var tree = await RunAsync(reader, $"discover --format go-template={{{{range.referrers}}}}{{{{.digest}}}}{{{{range.referrers}}}}{{{{.digest}}}}{{{{end}}}}{{{{end}}}} {end}@IMAGE");
                Assert.Contains(pair.Digests["SBOM"], tree, StringComparison.Ordinal);
                await RunAsync(reader, $"pull -o out-{reader} {end}@IMAGE");
            }
        }

        async Task<string> RunAsync(string tool, string command) =>
            (await pair.RunOnAsync(tool, first, "", command)).Succeeded().StandardOutput;
    }

    [Fact]
    public async Task Referrers_below_nested_indexes_come_along()
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout: false);
        (await pair.RunAsync("signet", "attach REPO:amd --artifact-type sig/example -a by=signet")).Succeeded();
        (await pair.RunAsync("signet", "manifest index create REPO:nested idx")).Succeeded();
        (await pair.RunAsync("signet", "manifest index create REPO:deep nested")).Succeeded();

        (await pair.RunAsync("signet", "cp -r REPO:deep REPO-deep:deep")).Succeeded();

        var tree = (await pair.RunOnAsync("oras", "signet", "", "discover REPO-deep@AMD")).Succeeded().StandardOutput;
        Assert.Contains("by: signet", tree, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\([0-9.]+ KB\)|in [0-9.]+(ms|s|µs)")]
    private static partial Regex Changing();

    [GeneratedRegex("REPO-[a-z]+(?!.*REPO-)")]
    private static partial Regex LastRepository();
}
