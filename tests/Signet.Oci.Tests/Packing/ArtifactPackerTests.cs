using Signet.Oci.Archives;
using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.Packing;
using Signet.Oci.Tests.Layout;
using Signet.Oci.Tests.Remote;

namespace Signet.Oci.Tests.Packing;

public sealed class ArtifactPackerTests : IDisposable
{
    private const string Empty =
        """{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2,"data":"e30="}""";

    private const string Layer =
        """{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4","size":3,"annotations":{"org.opencontainers.image.title":"hi.txt"}}""";

    private static readonly Dictionary<string, string> Fixed = new() { [PackingTypes.Created] = "2026-01-02T03:04:05Z" };

    private readonly TemporaryDirectory _directory = new();

    public ArtifactPackerTests()
    {
        File.WriteAllText(_directory["hi.txt"], "hi\n");
        File.WriteAllText(_directory["config.json"], "{\"a\":1}");
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>The table of facts: specification, type, configuration, platform, files; what the manifest has.</summary>
    public static TheoryData<ImageSpec?, string?, string?, string?, string?, string> Forms => new()
    {
        { null, null, null, null, "hi.txt", "'artifactType':'application/vnd.unknown.artifact.v1','config':EMPTY,'layers':[LAYER],'annotations':{'org.opencontainers.image.created':'2026-01-02T03:04:05Z'}}" },
        { null, "a/b", null, null, "hi.txt:text/plain", "'artifactType':'a/b','config':EMPTY,'layers':[{'mediaType':'text/plain'," },
        { null, null, "config.json", null, "hi.txt", "manifest.v1+json','config':{'mediaType':'application/vnd.unknown.config.v1+json','digest':'sha256:015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862','size':7},'layers':[LAYER]" },
        { null, "a/b", "config.json:c/d", null, "hi.txt", "'artifactType':'a/b','config':{'mediaType':'c/d'," },
        { ImageSpec.Version11, null, "config.json", null, "hi.txt", "! missing artifact type" },
        { ImageSpec.Version10, "a/b", "config.json", null, "hi.txt", "! cannot both be provided" },
        { ImageSpec.Version10, null, null, null, "hi.txt", "manifest.v1+json','config':{'mediaType':'application/vnd.unknown.config.v1+json','digest':'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a','size':2},'layers':[LAYER]" },
        { ImageSpec.Version10, "a/b", null, null, "hi.txt", "manifest.v1+json','config':{'mediaType':'a/b'," },
        { null, null, null, "linux/arm64", "hi.txt", "'artifactType':'application/vnd.unknown.artifact.v1','config':{'mediaType':'application/vnd.oci.image.config.v1+json'," },
        { ImageSpec.Version10, "a/b", null, "linux/arm64", "hi.txt", "! cannot both be provided" },
        { null, null, "config.json", "linux/arm64", "hi.txt", "! cannot both be given" },
        { null, null, null, null, null, "'layers':[EMPTY]" },
        { ImageSpec.Version10, null, null, null, null, "'layers':[]" },
        { null, "bad", null, null, "hi.txt", "! invalid artifactType format: bad: invalid media type" },
        { null, "a/b", "config.json:bad", null, "hi.txt", "! invalid media type" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Manifest_has_the_form_the_flags_decide(
        ImageSpec? spec, string? type, string? config, string? platform, string? file, string expected)
    {
        var options = new PackOptions
        {
            ImageSpec = spec,
            ArtifactType = type,
            Config = config is null ? null : FileArgument.Parse(config),
            Platform = platform is null ? null : PlatformSelector.Parse(platform),
            Annotations = Fixed,
            BaseDirectory = _directory.Path,
        };
        FileArgument[] files = file is null ? [] : [FileArgument.Parse(file)];

        if (expected[0] == '!')
        {
            var failure = await TestContent.FailsAsync(OciError.Refused, () => ArtifactPacker.PackAsync(files, options, Running.Test));
            Assert.Contains(expected[2..], failure.Message, StringComparison.Ordinal);
            return;
        }

        using var packed = await ArtifactPacker.PackAsync(files, options, Running.Test);
        var wanted = expected.Replace('\'', '"')
            .Replace("EMPTY", Empty, StringComparison.Ordinal).Replace("LAYER", Layer, StringComparison.Ordinal);
        Assert.Contains(wanted, System.Text.Encoding.UTF8.GetString(packed.Manifest.Content.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.txt", "a.txt", null)]
    [InlineData("a.txt:text/plain", "a.txt", "text/plain")]
    [InlineData("a:b:text/plain", "a:b", "text/plain")]
    [InlineData("hi:txt:", "hi:txt", null)]
    [InlineData(":text/plain", null, null)]
    [InlineData("", null, null)]
    public void File_argument_is_split_at_its_last_colon(string text, string? path, string? mediaType)
    {
        if (path is null)
        {
            Assert.Throws<FormatException>(() => FileArgument.Parse(text));
        }
        else
        {
            Assert.Equal(new FileArgument(path, mediaType), FileArgument.Parse(text));
        }
    }

    [Theory]
    [InlineData("hi.txt", "./hi.txt", "duplicate name")]
    [InlineData("hi.txt", "missing.txt", "missing.txt")]
    [InlineData("hi.txt", "/hi.txt", "absolute file path detected")]
    public async Task Files_that_cannot_be_packed_are_named(string first, string second, string reason)
    {
        var failure = await Assert.ThrowsAsync<OciException>(() => PackAsync(first, second));
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotation_file_gives_each_part_its_own_and_may_change_a_title()
    {
        await File.WriteAllTextAsync(
            _directory["a.json"],
            """{"$manifest":{"m":"1"},"$config":{"c":"2"},"./hi.txt":{"org.opencontainers.image.title":"other","f":"3"}}""",
            Running.Test);
        var annotations = await AnnotationFile.ReadAsync(_directory["a.json"], null, Running.Test);

        using var packed = await ArtifactPacker.PackAsync(
            [FileArgument.Parse("./hi.txt")],
            new PackOptions
            {
                Annotations = annotations.Manifest,
                ConfigAnnotations = annotations.Config,
                FileAnnotations = annotations.Files,
                BaseDirectory = _directory.Path,
            },
            Running.Test);

        Assert.Equal("1", packed.Manifest.Annotations["m"]);
        Assert.Equal("2", packed.Manifest.Config!.Annotations!["c"]);
        Assert.Equal("other", packed.Manifest.Layers[0].Annotations![PackingTypes.Title]);
        Assert.Equal("3", packed.Manifest.Layers[0].Annotations!["f"]);
        foreach (var bad in new[] { "[]", "{\"a\":1}", "{\"a\":{\"b\":1}}", "{\"a\":{},\"a\":{}}", "{" })
        {
            await File.WriteAllTextAsync(_directory["a.json"], bad, Running.Test);
            await TestContent.FailsAsync(OciError.Malformed, () => AnnotationFile.ReadAsync(_directory["a.json"], null, Running.Test));
        }
    }

    [Fact]
    public async Task File_that_changes_between_packing_and_pushing_is_refused()
    {
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        using var packed = await PackAsync("hi.txt");
        await File.WriteAllTextAsync(_directory["hi.txt"], "ho\n", Running.Test);

        var failure = await TestContent.FailsAsync(OciError.ContentMismatch, () => packed.PushAsync(layout, ["v1"], null, Running.Test));

        Assert.Contains("98ea6e4f216f", failure.Message, StringComparison.Ordinal);
        Assert.Empty(await LayoutFixture.ListAsync(layout.ListTagsAsync(null, Running.Test)));
    }

    [Fact]
    public async Task Folder_without_times_has_one_digest_whenever_it_was_touched_and_comes_back_equal()
    {
        Directory.CreateDirectory(_directory["dir/sub"]);
        await File.WriteAllTextAsync(_directory["dir/b"], "b", Running.Test);
        await File.WriteAllTextAsync(_directory["dir/sub/a"], new string('a', 100_000), Running.Test);
        File.CreateSymbolicLink(_directory["dir/link"], "sub/a");
        Directory.CreateSymbolicLink(_directory["dir/loop"], ".");
        var layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var digests = new List<(string?, Digest)>();
        for (var year = 2001; year < 2003; year++)
        {
            File.SetLastWriteTimeUtc(_directory["dir/b"], new DateTime(year, 1, 1, 0, 0, 0, DateTimeKind.Utc));
            foreach (var keeps in new[] { false, true })
            {
                using var packed = await ArtifactPacker.PackAsync(
                    [new FileArgument("dir", null)],
                    new PackOptions { KeepsFileTimes = keeps, BaseDirectory = _directory.Path, Annotations = Fixed },
                    Running.Test);
                var layer = Assert.Single(packed.Manifest.Layers);
                Assert.Equal("true", layer.Annotations![PackingTypes.Unpack]);
                digests.Add((layer.Annotations[PackingTypes.ContentDigest], layer.Digest));
                await packed.PushAsync(layout, ["v1"], null, Running.Test);
            }
        }

        Assert.Equal(digests[0], digests[2]);
        Assert.NotEqual(digests[1].Item1, digests[3].Item1);
        var result = await FilePuller.PullAsync(
            layout, await layout.ResolveAsync("v1", Running.Test), new PullOptions { OutputDirectory = _directory["out"] }, Running.Test);
        Assert.True(Assert.Single(result.Files).IsDirectory);
        Assert.Equal(new string('a', 100_000), await File.ReadAllTextAsync(_directory["out/dir/link"], Running.Test));
        Assert.Equal("b", await File.ReadAllTextAsync(_directory["out/dir/b"], Running.Test));
        Assert.Empty(Directory.GetFiles(Path.GetTempPath(), "signet-pack-*"));
    }

    [Fact]
    public async Task Folder_that_is_too_large_or_beside_a_bad_argument_leaves_no_archive_behind()
    {
        Directory.CreateDirectory(_directory["dir"]);
        Directory.CreateDirectory(_directory["tmp"]);
        await File.WriteAllTextAsync(_directory["dir/a"], "a", Running.Test);
        var options = new PackOptions { BaseDirectory = _directory.Path, TemporaryDirectory = _directory["tmp"] };

        await TestContent.FailsAsync(OciError.NotFound, () => ArtifactPacker.PackAsync(
            [new FileArgument("dir", null), new FileArgument("missing", null)], options, Running.Test));
        await TestContent.FailsAsync(OciError.LimitExceeded, () => ArtifactPacker.PackAsync(
            [new FileArgument("dir", null)],
            options with { Limits = OciLimits.Default with { ArchiveEntries = 1 } },
            Running.Test));
        await TestContent.FailsAsync(OciError.Refused, () => ArtifactPacker.PackAsync(
            [new FileArgument("dir", null)],
            options with { Annotations = new Dictionary<string, string> { [PackingTypes.Created] = "yesterday" } },
            Running.Test));

        Assert.Empty(Directory.GetFiles(_directory["tmp"]));
    }

    [Fact]
    public async Task Archive_read_by_another_program_has_what_was_written()
    {
        Directory.CreateDirectory(_directory["dir"]);
        var names = new[] { "short", new string('n', 120), "\u00fcmlaut", string.Join('/', Enumerable.Repeat("folder", 30)) + "/file" };
        using var archive = new MemoryStream();
        foreach (var name in names)
        {
            archive.Write(TarHeader.Write(new TarEntry { Name = name, Kind = TarEntryKind.File, Mode = 0x1A4, Modified = -5 }));
        }

        archive.Write(TarHeader.End.Span);
        archive.Position = 0;

        using var reader = new System.Formats.Tar.TarReader(archive);
        foreach (var name in names)
        {
            Assert.Equal(name, (await reader.GetNextEntryAsync(cancellationToken: Running.Test))!.Name);
        }
    }

    [Fact]
    public async Task Progress_tells_how_far_each_file_and_directory_is_read()
    {
        await File.WriteAllBytesAsync(_directory["large"], new byte[600_000], Running.Test);
        Directory.CreateDirectory(_directory["dir"]);
        await File.WriteAllTextAsync(_directory["dir/file"], "content", Running.Test);
        var steps = new List<PackingStep>();

        using var packed = await ArtifactPacker.PackAsync(
            [.. new[] { "large", "hi.txt", "dir" }.Select(FileArgument.Parse)],
            new PackOptions { BaseDirectory = _directory.Path, Progress = steps.Add },
            Running.Test);

        var last = steps.GroupBy(step => step.Title).Select(of => of.Last()).ToList();
        Assert.Equal([new("large", 600_000, 600_000), new("hi.txt", 3, 3)], last[..2]);
        // Two headers, one block of content, and the end: tar counts in blocks of 512 bytes.
        Assert.Equal(new PackingStep("dir", null, (2 + 1 + 2) * 512), last[2]);
        Assert.True(steps.Count(step => step.Title == "large") > 1, "a large file is told in pieces");
    }

    private Task<PackedArtifact> PackAsync(params string[] files) => ArtifactPacker.PackAsync(
        [.. files.Select(FileArgument.Parse)], new PackOptions { BaseDirectory = _directory.Path, Annotations = Fixed }, Running.Test);
}
