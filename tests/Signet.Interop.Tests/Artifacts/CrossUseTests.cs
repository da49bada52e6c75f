using System.Text;

namespace Signet.Interop.Tests.Artifacts;

/// <summary>What one tool stores, the other reads, in the registry and in a layout; what both make is the same.</summary>
public sealed class CrossUseTests(InteropLab lab)
{
    [Theory]
    [InlineData("oras", "signet", false)]
    [InlineData("signet", "oras", false)]
    [InlineData("oras", "signet", true)]
    [InlineData("signet", "oras", true)]
    public async Task WhatOneMakesTheOtherReads(string maker, string reader, bool isLayout)
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout);
        var made = maker;
        async Task<string> MakeAsync(string command, string input = "") =>
            (await pair.RunOnAsync(maker, made, input, command)).Succeeded().StandardOutput;
        async Task<string> ReadAsync(string command) =>
            (await pair.RunOnAsync(reader, made, "", command)).Succeeded().StandardOutput;

        // A blob from standard input, and back.
        var digest = Signet.Oci.Digest.Sha256("from standard input"u8);
        await MakeAsync($"blob push REPO@{digest} - --size 19", "from standard input");
        Assert.Equal("from standard input", await ReadAsync($"blob fetch -o - REPO@{digest}"));

        // A manifest over it, pushed from standard input under two tags.
        var manifest = Encoding.UTF8.GetString(Signet.Oci.Manifests.ManifestWriter.WriteImageManifest(
            Signet.Oci.Descriptor.EmptyJson,
            [new() { MediaType = "text/plain", Digest = digest, Size = 19 }],
            "application/vnd.example"));
        await MakeAsync("manifest push REPO:m1,m2 -", manifest);
        Assert.Equal(manifest, await ReadAsync("manifest fetch REPO:m1"));
        Assert.Equal(await ReadAsync("resolve REPO:m1"), await ReadAsync("resolve REPO:m2"));

        // An index with it, changed, and found by platform.
        await MakeAsync("manifest index create REPO:cross amd arm m1");
        await MakeAsync("manifest index update REPO:cross --remove AMD --tag cross2");
        Assert.Equal($"{pair.Digests["ARM"]}\n", await ReadAsync("resolve --platform linux/arm64 REPO:cross2"));
        await MakeAsync("tag REPO:cross final");
        Assert.Contains("final\n", await ReadAsync("repo tags REPO"), StringComparison.Ordinal);

        // What the maker deletes is gone for the reader.
        await MakeAsync("manifest delete -f REPO:m2");
        await MakeAsync($"blob delete -f REPO@{digest}");
        Assert.NotEqual(0, (await pair.RunOnAsync(reader, made, "", "resolve REPO:m1")).ExitCode);
        Assert.NotEqual(0, (await pair.RunOnAsync(reader, made, "", $"blob fetch --descriptor REPO@{digest}")).ExitCode);
    }

    [Fact]
    public async Task APushedReferrerIsListedByBoth()
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout: false);
        var subject = (await pair.RunAsync("signet", "manifest fetch --descriptor REPO:amd")).Succeeded().StandardOutput;
        var manifest = Encoding.UTF8.GetString(Signet.Oci.Manifests.ManifestWriter.WriteImageManifest(
            Signet.Oci.Descriptor.EmptyJson, [Signet.Oci.Descriptor.EmptyJson], "report/example"))
            .Replace("}]}", $"}}],\"subject\":{subject}}}", StringComparison.Ordinal);

        (await pair.RunOnAsync("signet", "signet", manifest, "manifest push REPO -")).Succeeded();

        foreach (var tool in ArtifactPair.Tools)
        {
            var tree = (await pair.RunOnAsync(tool, "signet", "", "discover REPO:amd")).Succeeded().StandardOutput;
            Assert.Contains("└── report/example\n    └── sha256:", tree, StringComparison.Ordinal);
        }

        // Deleted by signet, it is listed by nobody.
        var digest = Signet.Oci.Digest.Sha256(Encoding.UTF8.GetBytes(manifest));
        (await pair.RunOnAsync("signet", "signet", "", $"manifest delete -f REPO@{digest}")).Succeeded();
        foreach (var tool in ArtifactPair.Tools)
        {
            var tree = (await pair.RunOnAsync(tool, "signet", "", "discover REPO:amd")).Succeeded().StandardOutput;
            Assert.DoesNotContain("report/example", tree, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("oras", "signet")]
    [InlineData("signet", "oras")]
    public async Task WhatOneKeptInOrasCacheTheOtherTakesFromThere(string filler, string reader)
    {
        using var pair = await ArtifactPair.OpenAsync(lab, isLayout: false);
        Task<TestKit.Peers.ToolResult> RunAsync(string tool, string command) => pair.RunOnAsync(tool, "oras", "", command);
        pair.Home.Variables["ORAS_CACHE"] = pair.Home.PathOf("cache");
        (await RunAsync(filler, "pull -o first REPO:v1")).Succeeded();
        (await RunAsync(filler, "manifest fetch-config REPO:v1")).Succeeded();
        pair.Home.Variables.Remove("ORAS_CACHE");
        (await RunAsync("oras", "blob delete -f REPO@BLOB")).Succeeded();
        Assert.NotEqual(0, (await RunAsync(reader, "pull -o second REPO:v1")).ExitCode);
        pair.Home.Variables["ORAS_CACHE"] = pair.Home.PathOf("cache");

        (await RunAsync(reader, "pull -o third REPO:v1")).Succeeded();

        Assert.Equal("hi\n", await File.ReadAllTextAsync(pair.Home.PathOf("third/hi.txt"), TestContext.Current.CancellationToken));
        Assert.Equal("{}", (await RunAsync(reader, "manifest fetch-config REPO:v1")).Succeeded().StandardOutput);
        Assert.Contains("\"layers\"", (await RunAsync(reader, "manifest fetch REPO:v1")).Succeeded().StandardOutput, StringComparison.Ordinal);
    }
}
