using System.Text.Json;
using System.Text.RegularExpressions;
using Signet.Cli.Tests.Verdicts;

namespace Signet.Cli.Tests.Graphs;

/// <summary><c>tree</c>, <c>verify --recursive</c> and <c>sign --recursive</c> on one registry.</summary>
public sealed partial class GraphCommandTests
{
    private const string Signer = "CN=release.example.com,O=Example,L=Seattle,ST=WA,C=US";

    [Fact]
    public async Task Graph_is_signed_once_shown_and_verified()
    {
        await using var lab = await GraphCommandLab.OpenAsync();

        var planned = await lab.RunAsync("sign --recursive --dry-run INDEX");
        var signed = await lab.RunAsync("sign -r INDEX");
        var again = await lab.RunAsync("sign -r INDEX");
        var tree = await lab.RunAsync("tree INDEX");
        var verified = await lab.RunAsync("verify --recursive INDEX");

        Assert.Equal(
            """
            would sign      linux/amd64 <first>
            would sign      application/spdx+json <sbom>
            would sign      linux/arm64 <second>
            would sign      index <index>
            4 of 4 parts of REPO@<index> would be signed

            """.Split('\n').Order(StringComparer.Ordinal),
            planned.Out.Split('\n').Order(StringComparer.Ordinal));
        Assert.Equal((0, 4), (signed.ExitCode, signed.Out.Split("signed          ").Length - 1));
        Assert.EndsWith(
            "Successfully signed REPO@<index> with all its parts: 4 signed now, 0 before\nPushed 4 signatures to REPO\n", signed.Out, StringComparison.Ordinal);
        Assert.EndsWith("Successfully signed REPO@<index> with all its parts: 0 signed now, 4 before\n", again.Out, StringComparison.Ordinal);
        Assert.Equal(4, again.Out.Split("already signed  ").Length - 1);
        var expected = $"""
            REPO@<index>
            └── ✓ index <index>: trusted, signed by {Signer}; 
                ├── ✓ linux/amd64 <first>: trusted, signed by {Signer} and with the index; 
                │   ├── ✓ application/spdx+json <sbom>: trusted, signed by {Signer}; 
                │   │   └── ✓ signature sha256:…: trusted by {Signer}; just made
                │   └── ✓ signature sha256:…: trusted by {Signer}; just made
                ├── ✓ linux/arm64 <second>: trusted, signed by {Signer} and with the index; 
                │   └── ✓ signature sha256:…: trusted by {Signer}; just made
                └── ✓ signature sha256:…: trusted by {Signer}; just made
            Successfully verified REPO@<index> with 2 platforms, 1 report and 4 signatures

            """;
        Assert.Equal((0, expected, ""), (tree.ExitCode, Stable(tree.Out), tree.Error));
        Assert.Equal((0, expected), (verified.ExitCode, Stable(verified.Out)));
        Assert.Equal($"Warning: revocation could not be checked: \"{Signer}\" names no OCSP responder and no CRL\n", verified.Error);
    }

    [Theory]
    [InlineData("verify -r INDEX", 10)]
    [InlineData("tree INDEX", 0)]
    public async Task What_is_missing_is_marked_and_decides_only_for_verify(string command, int exitCode)
    {
        await using var lab = await GraphCommandLab.OpenAsync();
        await lab.RunAsync("sign INDEX");

        var shown = await lab.RunAsync(command);

        Assert.Equal(exitCode, shown.ExitCode);
        Assert.Contains("✓ linux/amd64 <first>: trusted by the signature of the index; ", shown.Out, StringComparison.Ordinal);
        Assert.Contains("✗ application/spdx+json <sbom>: unsigned; ", shown.Out, StringComparison.Ordinal);
        Assert.Contains(
            "signature verification failed for 1 of 4 required parts of REPO@<index> with 2 platforms, 1 report and 1 signature",
            shown.Out + shown.Error,
            StringComparison.Ordinal);
        if (exitCode != 0)
        {
            Assert.Contains("Verdict: unsigned (exit code 10)\n\napplication/spdx+json <sbom>\n", shown.Error, StringComparison.Ordinal);
        }

        lab.Trust(""","graph":{"referrers":{"application/spdx+json":"optional"}}""");
        var lenient = await lab.RunAsync(command);
        Assert.Equal(0, lenient.ExitCode);
        Assert.Contains("· application/spdx+json <sbom>: unsigned, which the policy allows; ", lenient.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_policy_the_tree_shows_what_signatures_claim_and_verify_fails()
    {
        await using var lab = await GraphCommandLab.OpenAsync(hasPolicy: false);
        await lab.RunAsync("sign INDEX");

        var tree = await lab.RunAsync("tree REPO:v1");
        var broken = await lab.RunAsync("tree --environment gone INDEX");

        Assert.Equal((0, ""), (tree.ExitCode, tree.Error));
        Assert.Contains("? index <index>: not verified; ", tree.Out, StringComparison.Ordinal);
        Assert.Contains($"not verified, says it is by {Signer}; ", tree.Out, StringComparison.Ordinal);
        Assert.Contains("no policy: REPO@<index> with 2 platforms, 1 report and 1 signature was not verified", tree.Out, StringComparison.Ordinal);
        Assert.Equal(1, broken.ExitCode);
        Assert.Equal(1, (await lab.RunAsync("verify -r INDEX")).ExitCode);
    }

    [Fact]
    public async Task Platform_narrows_the_verdict_and_says_what_its_users_get()
    {
        await using var lab = await GraphCommandLab.OpenAsync();
        await lab.RunAsync("sign INDEX");

        var arm = await lab.RunAsync("verify -r --platform linux/arm64 INDEX");
        var amd = await lab.RunAsync("verify -r --platform linux/amd64 INDEX");
        var none = await lab.RunAsync("verify -r --platform linux/s390x INDEX");
        var alone = await lab.RunAsync("verify --platform linux/arm64 INDEX");

        Assert.Equal(0, arm.ExitCode);
        Assert.Contains(
            "linux/arm64 is <second>: trusted for who verifies the index and takes its entry, unsigned for who knows only this digest\n",
            arm.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("amd64", arm.Out, StringComparison.Ordinal);
        Assert.Equal((10, 15, 1), (amd.ExitCode, none.ExitCode, alone.ExitCode));
        Assert.Contains("--platform can only be used with --recursive", alone.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("verify -r --output json INDEX", 10, true)]
    [InlineData("verify -r --output json INDEX REPO:v1", 10, true)]
    [InlineData("verify -r --output json REPO:none", 15, false)]
    [InlineData("verify -r --platform linux/arm64 --output json INDEX", 0, true)]
    [InlineData("tree --output json INDEX", 0, false)]
    public async Task Json_is_what_the_schema_says(string command, int exitCode, bool hasDetails)
    {
        await using var lab = await GraphCommandLab.OpenAsync();
        await lab.RunAsync("sign INDEX");

        var shown = await lab.RunAsync(command);

        Assert.Equal(exitCode, shown.ExitCode);
        var json = shown.Out.Replace("REPO", "registry.example.com/app", StringComparison.Ordinal)
            .Replace("<index>", lab.Index.Digest.ToString(), StringComparison.Ordinal)
            .Replace("<first>", lab.First.Digest.ToString(), StringComparison.Ordinal)
            .Replace("<second>", lab.Second.Digest.ToString(), StringComparison.Ordinal)
            .Replace("<sbom>", lab.Sbom.Digest.ToString(), StringComparison.Ordinal);
        SchemaCheck.AssertFits(json, "graph");
        using var document = JsonDocument.Parse(json);
        var graph = document.RootElement.TryGetProperty("graphs", out var list) ? list[0] : document.RootElement;
        var root = graph.GetProperty("root");
        Assert.Equal(hasDetails, root.ValueKind == JsonValueKind.Object && root.TryGetProperty("detail", out _));
        if (hasDetails)
        {
            SchemaCheck.AssertFits(root.GetProperty("detail").GetRawText());
            Assert.Equal("own", root.GetProperty("coverage")[0].GetString());
        }
    }

    [Theory]
    [InlineData("sign --dry-run INDEX", "--force, --dry-run and --concurrency can only be used with --recursive")]
    [InlineData("sign -r --concurrency 0 INDEX", "concurrency value 0 must be a positive number")]
    [InlineData("tree --output xml INDEX", "invalid format: \"xml\"")]
    [InlineData("tree --scope a/b INDEX", "--scope can only be used with --oci-layout")]
    [InlineData("verify --oci-layout=false --scope a/b INDEX", "--scope can only be used with --oci-layout")]
    [InlineData("bundle create --oci-layout=false --scope a/b -o app.tar INDEX", "--scope can only be used with --oci-layout")]
    [InlineData("revocation fetch --oci-layout=false --scope a/b -o bundle.json INDEX", "--scope can only be used with --oci-layout")]
    [InlineData("tree", "missing reference to the artifact")]
    [InlineData("tree --max-signatures 0 INDEX", "max-signatures value 0 must be a positive number")]
    public async Task Wrong_usage_is_refused(string command, string fault)
    {
        await using var lab = await GraphCommandLab.OpenAsync();

        var refused = await lab.RunAsync(command);

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains(fault, refused.Error, StringComparison.Ordinal);
        Assert.Empty(lab.Registry.Requests.All);
    }

    [Fact]
    public async Task Signing_that_fails_half_way_lists_what_is_signed_and_leaves_the_artifact_unsigned()
    {
        await using var lab = await GraphCommandLab.OpenAsync();
        lab.Registry.On("PUT", "/manifests/").Times(1).Status(403);

        var failed = await lab.RunAsync("sign -r --concurrency 1 INDEX");

        Assert.Equal(1, failed.ExitCode);
        Assert.Single(failed.Out.Split('\n'), l => l.StartsWith("failed  ", StringComparison.Ordinal));
        Assert.Contains("not signed      index <index>\n", failed.Out, StringComparison.Ordinal);
        Assert.Contains("4 of 4 parts of REPO@<index> are not signed. Run the command again to sign them.", failed.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await lab.RunAsync("sign -r INDEX")).ExitCode);
        Assert.Equal(0, (await lab.RunAsync("verify -r INDEX")).ExitCode);
    }

    [Fact]
    public async Task Picture_goes_to_a_file_or_to_standard_output()
    {
        await using var lab = await GraphCommandLab.OpenAsync();
        await lab.RunAsync("sign -r INDEX");

        var shown = await lab.RunAsync("tree --output svg INDEX");
        var written = await lab.RunAsync("tree --output svg --output-file DIR/app.svg INDEX");

        Assert.StartsWith("<svg ", shown.Out, StringComparison.Ordinal);
        Assert.Equal((0, ""), (written.ExitCode, written.Out));
        Assert.StartsWith("<svg ", await File.ReadAllTextAsync(lab.PathOf("app.svg"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shells_are_offered_the_command_and_its_flags()
    {
        await using var lab = await GraphCommandLab.OpenAsync();
        Assert.Contains("tree\n", (await lab.RunAsync("__completeNoDesc tr")).Out, StringComparison.Ordinal);
        Assert.Contains("svg\n", (await lab.RunAsync("__completeNoDesc tree --output s")).Out, StringComparison.Ordinal);
        Assert.Contains("--recursive\n", (await lab.RunAsync("__completeNoDesc verify --rec")).Out, StringComparison.Ordinal);
        Assert.Contains("signet tree --output svg", (await lab.RunAsync("tree --help")).Out, StringComparison.Ordinal);
    }

    private static string Stable(string text) => Sizes().Replace(Digests().Replace(text, "sha256:…"), "; ");

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex Digests();

    [GeneratedRegex("; [0-9.]+ (B|KiB)")]
    private static partial Regex Sizes();
}
