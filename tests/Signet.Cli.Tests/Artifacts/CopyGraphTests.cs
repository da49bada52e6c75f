using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Artifacts;

/// <summary>Graphs that are made to keep a copy busy for ever, or to crash it.</summary>
public sealed class CopyGraphTests
{
    [Theory]
    [InlineData("indexes", "cp FROM:deep TO:v1")]
    [InlineData("indexes", "cp --to-oci-layout FROM:deep DIR/lay:v1")]
    [InlineData("indexes", "backup -o DIR/x.tar FROM:deep")]
    [InlineData("subjects", "cp FROM:deep TO:v1")]
    [InlineData("referrers", "cp -r FROM:first TO:v1")]
    [InlineData("referrers", "backup --include-referrers -o DIR/x FROM:first")]
    public async Task A13_a_chain_without_end_ends_the_copy_and_moves_no_tag(string shape, string command)
    {
        await using var lab = await CopyLab.OpenAsync();
        var last = lab.Source.AddArtifact("first", artifactType: "application/vnd.example.first");
        for (var i = 0; i < 100; i++)
        {
            last = shape == "indexes"
                ? lab.AddIndex([last], "deep")
                : lab.Source.AddArtifact("deep", last, $"application/vnd.example.{i}");
        }

        var run = await lab.RunAsync(command);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("goes on after 64 steps", run.Error, StringComparison.Ordinal);
        Assert.Empty(lab.Destination.Tags);
        Assert.InRange(lab.From.Requests.Count, 60, 150);
        Assert.False(File.Exists(Path.Combine(lab.Folder, "x.tar")));
        Assert.DoesNotContain("\"v1\"", await IndexOfLayoutAsync(lab), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A13_a_circle_of_manifests_is_found_out_by_its_digests()
    {
        await using var lab = await CopyLab.OpenAsync();
        var a = Descriptor.Of(MediaTypes.ImageIndex, "a"u8);
        var content = ManifestWriter.WriteIndex([a]);
        a = a with { Size = content.Length };
        content = ManifestWriter.WriteIndex([a]);
        a = a with { Size = content.Length };
        lab.Source.SetManifest(a.Digest.ToString(), new StoredManifest(MediaTypes.ImageIndex, ManifestWriter.WriteIndex([a])));
        lab.AddIndex([a], "ring");

        var run = await lab.RunAsync("cp FROM:ring TO:v1");

        Assert.Equal(6, run.ExitCode);
        Assert.StartsWith("Error: source registry ", run.Error, StringComparison.Ordinal);
        Assert.Empty(lab.Destination.Tags);
        Assert.InRange(lab.From.Requests.Count, 2, 6);
    }

    [Fact]
    public async Task A13_a_circle_of_referrers_and_a_subject_of_a_subject_are_copied_once()
    {
        await using var lab = await CopyLab.OpenAsync();
        lab.From.On("GET", $"/referrers/{lab.Signature.Digest}").Always().Body(
            ManifestWriter.WriteIndex([lab.Image, lab.Note, lab.Signature]), MediaTypes.ImageIndex);

        var run = await lab.RunAsync($"cp -r FROM@{lab.Signature.Digest} TO:signature");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(3, lab.Destination.ManifestDigests.Count);
        Assert.Equal(3, run.Error.Split("Warning: ").Length - 1);
        Assert.Equal(lab.Signature.Digest.ToString(), lab.Destination.Tags["signature"]);
    }

    [Fact]
    public async Task A13_a_fan_is_refused_before_it_is_fetched()
    {
        await using var lab = await CopyLab.OpenAsync();
        var entries = Enumerable.Range(0, 20_000).Select(i =>
            Descriptor.Of(MediaTypes.ImageManifest, BitConverter.GetBytes(i)) with { Size = 4 << 20 });
        lab.AddIndex([.. entries], "fan");

        var run = await lab.RunAsync("cp FROM:fan TO:v1");

        Assert.Equal((1, 1), (run.ExitCode, lab.From.Requests.Count));
        Assert.Contains("more than the limit of", run.Error, StringComparison.Ordinal);
    }

    private static async Task<string> IndexOfLayoutAsync(CopyLab lab)
    {
        var index = Path.Combine(lab.Folder, "lay", "index.json");
        return File.Exists(index) ? await File.ReadAllTextAsync(index, TestContext.Current.CancellationToken) : "";
    }
}
