using System.Text;
using Signet.Oci.Graph;
using Signet.Oci.Layout;
using Signet.Oci.Manifests;
using Signet.Oci.Packing;
using Signet.Oci.Repositories;
using Signet.Oci.Tests.Archives;
using Signet.Oci.Tests.Graph;
using Signet.Oci.Tests.Remote;
using Signet.Oci.Archives;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Packing;

public sealed class FilePullerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public FilePullerTests() => Directory.CreateDirectory(_directory["out"]);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Files_of_every_manifest_of_an_index_are_written_once()
    {
        var layout = await LayoutAsync();
        var one = await ArtifactAsync(layout, ("a", "same"), ("sub/b", "same"), ("c", "one"));
        var two = await ArtifactAsync(layout, ("c", "one"), ("", "unnamed"));
        var root = await GraphLab.IndexAsync(layout, [one, two]);
        var stages = new List<TransferStage>();

        var result = await PullAsync(layout, root, new PullOptions
        {
            Progress = one =>
            {
                lock (stages)
                {
                    stages.Add(one.Stage);
                }
            },
        });

        Assert.Equal(["a", "sub/b", "c"], result.Files.Select(file => Path.GetRelativePath(_directory["out"], file.Path)));
        Assert.Equal("same", await File.ReadAllTextAsync(_directory["out/sub/b"], Running.Test));
        Assert.Equal("unnamed".Length, Assert.Single(result.Skipped).Size);
        // Two files, two manifests and the index.
        Assert.Equal(5, stages.Count(stage => stage == TransferStage.Done));
        Assert.Single(stages, TransferStage.Restored);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/tmp/signet-evil")]
    [InlineData("a/../../evil")]
    [InlineData("link/evil")]
    [InlineData("inner/link2/evil")]
    [InlineData("..")]
    [InlineData("../outside/evil")]
    [InlineData("a\0b")]
    public async Task H4_TitleThatLeavesTheFolderIsRefusedBeforeAnythingIsWritten(string title)
    {
        Directory.CreateDirectory(_directory["out/inner"]);
        Directory.CreateSymbolicLink(_directory["out/link"], "..");
        Directory.CreateSymbolicLink(_directory["out/inner/link2"], "../link");
        var layout = await LayoutAsync();
        var root = await ArtifactAsync(layout, ("good", "good"), (title, "evil"));

        await TestContent.FailsAsync(OciError.UnsafeLocation, () => PullAsync(layout, root));

        Assert.False(File.Exists(_directory["evil"]));
        Assert.False(File.Exists(_directory["out/good"]));
        if (title == "../evil")
        {
            await PullAsync(layout, root, new PullOptions { AllowsPathTraversal = true });
            Assert.True(File.Exists(_directory["evil"]));
        }
    }

    [Fact]
    public async Task H4_LinkInThePlaceOfAFileIsReplacedAndNotFollowed()
    {
        await File.WriteAllTextAsync(_directory["victim"], "victim", Running.Test);
        File.CreateSymbolicLink(_directory["out/a"], _directory["victim"]);
        Directory.CreateDirectory(_directory["out/real"]);
        Directory.CreateSymbolicLink(_directory["out/inside"], "real");
        var layout = await LayoutAsync();

        await PullAsync(layout, await ArtifactAsync(layout, ("a", "new"), ("inside/b", "b")));

        Assert.Equal("victim", await File.ReadAllTextAsync(_directory["victim"], Running.Test));
        Assert.Equal("new", await File.ReadAllTextAsync(_directory["out/a"], Running.Test));
        Assert.Equal("b", await File.ReadAllTextAsync(_directory["out/real/b"], Running.Test));
    }

    [Fact]
    public async Task H4_ArchiveInAnArtifactIsHeldToItsTitle()
    {
        var layout = await LayoutAsync();
        var root = await PackedAsync(layout, "x", TarLab.Of((TarEntryKind.File, "x/../../evil", "evil")));
        await TestContent.FailsAsync(
            OciError.UnsafeLocation, () => PullAsync(layout, root, new PullOptions { AllowsPathTraversal = true }));
        Assert.Equal(["lay", "out"], Directory.GetFileSystemEntries(_directory.Path).Select(Path.GetFileName).Order());

        var other = await PackedAsync(
            layout, "x", TarLab.Of((TarEntryKind.File, "x/f", "text")).Gzip(), Digest.Sha256("another archive"u8));
        await TestContent.FailsAsync(OciError.ContentMismatch, () => PullAsync(layout, other));

        // A title of one dot means the output folder itself.
        var dot = await PackedAsync(layout, ".", TarLab.Of((TarEntryKind.Directory, ".", ""), (TarEntryKind.File, "f", "dot")));
        await PullAsync(layout, dot);
        Assert.Equal("dot", await File.ReadAllTextAsync(_directory["out/f"], Running.Test));
        Assert.Equal([_directory["out/f"]], Directory.GetFileSystemEntries(_directory["out"]));
    }

    [Theory]
    [InlineData("outside", OciError.UnsafeLocation)]
    [InlineData("../missing", OciError.UnsafeLocation)]
    [InlineData("out/real", null)]
    public async Task H4_FolderThatIsALinkIsFilledOnlyWithinTheOutputFolder(string target, OciError? error)
    {
        Directory.CreateDirectory(_directory["outside"]);
        Directory.CreateDirectory(_directory["out/real"]);
        Directory.CreateSymbolicLink(_directory["out/x"], _directory[target]);
        var layout = await LayoutAsync();
        var root = await PackedAsync(layout, "x", TarLab.Of((TarEntryKind.File, "x/f", "text")));

        if (error is { } expected)
        {
            await TestContent.FailsAsync(expected, () => PullAsync(layout, root));
            Assert.Empty(Directory.GetFileSystemEntries(_directory["outside"]));
        }
        else
        {
            await PullAsync(layout, root);
            Assert.Equal("text", await File.ReadAllTextAsync(_directory["out/real/f"], Running.Test));
        }
    }

    [Fact]
    public async Task A6_BytesBehindAnArchiveAreCheckedToo()
    {
        // The archive ends long before its blob does: what follows is no part of it, but of what was named.
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var root = await PackedAsync(
            repository, "x", [.. TarLab.Of((TarEntryKind.File, "x/f", "text")).Gzip(), .. new byte[300_000]]);
        registry.On("GET", "/blobs/").Change(body => [.. body[..^1], 1]);

        await TestContent.FailsAsync(OciError.ContentMismatch, () => PullAsync(repository, root));
        Assert.Empty(Directory.GetFileSystemEntries(_directory["out"]));

        await PullAsync(repository, root);
        Assert.Equal("text", await File.ReadAllTextAsync(_directory["out/x/f"], Running.Test));
    }

    [Fact]
    public async Task Two_contents_under_one_name_are_refused_before_anything_is_written()
    {
        var layout = await LayoutAsync();
        var root = await ArtifactAsync(layout, ("first", "1"), ("same", "1"), ("./same", "2"));

        var failure = await TestContent.FailsAsync(OciError.Refused, () => PullAsync(layout, root));

        Assert.Contains("duplicate name", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory["out"]));
    }

    [Fact]
    public async Task File_that_is_there_is_replaced_or_kept()
    {
        await File.WriteAllTextAsync(_directory["out/a"], "old", Running.Test);
        var layout = await LayoutAsync();
        var root = await ArtifactAsync(layout, ("b", "b"), ("a", "new"));

        await TestContent.FailsAsync(OciError.Refused, () => PullAsync(layout, root, new PullOptions { KeepsOldFiles = true }));
        Assert.False(File.Exists(_directory["out/b"]));
        Assert.Equal("old", await File.ReadAllTextAsync(_directory["out/a"], Running.Test));
        await PullAsync(layout, root);
        Assert.Equal("new", await File.ReadAllTextAsync(_directory["out/a"], Running.Test));
    }

    [Fact]
    public async Task File_that_comes_while_its_content_is_fetched_is_kept_too()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var root = await ArtifactAsync(repository, ("a", "new"));
        registry.On("GET", "/blobs/").Before(_ => File.WriteAllText(_directory["out/a"], "theirs"));

        await TestContent.FailsAsync(
            OciError.Refused, () => PullAsync(repository, root, new PullOptions { KeepsOldFiles = true }));

        Assert.Equal("theirs", await File.ReadAllTextAsync(_directory["out/a"], Running.Test));
        Assert.Equal([_directory["out/a"]], Directory.GetFileSystemEntries(_directory["out"]));
    }

    [Fact]
    public async Task Content_that_is_not_what_it_is_named_leaves_no_file_and_keeps_the_old_one()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        await File.WriteAllTextAsync(_directory["out/a"], "old", Running.Test);
        var root = await ArtifactAsync(repository, ("a", "new"));
        registry.On("GET", "/blobs/").Always().Change(_ => "neu"u8.ToArray());

        await TestContent.FailsAsync(OciError.ContentMismatch, () => PullAsync(repository, root));

        Assert.Equal([_directory["out/a"]], Directory.GetFileSystemEntries(_directory["out"]));
        Assert.Equal("old", await File.ReadAllTextAsync(_directory["out/a"], Running.Test));
    }

    [Fact]
    public async Task Configuration_goes_where_it_is_asked_to_when_its_type_is_the_one()
    {
        var layout = await LayoutAsync();
        var config = await GraphLab.PushBlobAsync(layout, "{\"c\":1}"u8.ToArray(), "application/vnd.example.config") with
        {
            // Asked for as a file, it is none to unpack, whatever it says of itself.
            Annotations = new Dictionary<string, string> { [PackingTypes.Unpack] = "true" },
        };
        var root = await GraphLab.ManifestAsync(layout, MediaTypes.ImageManifest, ManifestWriter.WriteImageManifest(config, []));

        Assert.Single((await PullAsync(layout, root)).Skipped);
        Assert.Empty((await PullAsync(layout, root, new PullOptions { Config = new FileArgument("c.json", "other/type") })).Files);
        await PullAsync(layout, root, new PullOptions { Config = new FileArgument("c.json", "application/vnd.example.config") });
        Assert.Equal("{\"c\":1}", await File.ReadAllTextAsync(_directory["out/c.json"], Running.Test));
    }

    [Fact]
    public async Task Subject_is_pulled_only_when_asked_for()
    {
        var layout = await LayoutAsync();
        var subject = await ArtifactAsync(layout, ("subject", "s"));
        using var packed = await ArtifactPacker.PackAsync(
            [],
            new PackOptions { Subject = subject, ArtifactType = "application/vnd.example.note" },
            Running.Test);
        await packed.PushAsync(layout, [], null, Running.Test);

        Assert.Empty((await PullAsync(layout, packed.Descriptor)).Files);
        Assert.Single((await PullAsync(layout, packed.Descriptor, new PullOptions { IncludesSubject = true })).Files);
        Assert.Equal(packed.Descriptor.Digest, Assert.Single(await GraphLab.ReferrersAsync(layout, subject)).Digest);
    }

    private static async Task<Descriptor> ArtifactAsync(IRepository repository, params (string Title, string Text)[] files)
    {
        await GraphLab.PushBlobAsync(repository, Descriptor.EmptyJson, "{}"u8.ToArray());
        var layers = new List<Descriptor>();
        foreach (var (title, text) in files)
        {
            var layer = await GraphLab.PushBlobAsync(repository, Encoding.UTF8.GetBytes(text));
            layers.Add(layer with { Annotations = title.Length == 0 ? null : new Dictionary<string, string> { [PackingTypes.Title] = title } });
        }

        return await GraphLab.ManifestAsync(
            repository, MediaTypes.ImageManifest, ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, layers));
    }

    private static Task<Descriptor> PackedAsync(IRepository repository, string title, TarLab archive) =>
        PackedAsync(repository, title, archive.Gzip());

    private static async Task<Descriptor> PackedAsync(
        IRepository repository, string title, byte[] archive, Digest? contentDigest = null)
    {
        var layer = await GraphLab.PushBlobAsync(repository, archive) with
        {
            Annotations = new Dictionary<string, string>
            {
                [PackingTypes.Title] = title,
                [PackingTypes.Unpack] = "true",
                [PackingTypes.ContentDigest] = contentDigest?.ToString() ?? "",
            },
        };
        await GraphLab.PushBlobAsync(repository, Descriptor.EmptyJson, "{}"u8.ToArray());
        return await GraphLab.ManifestAsync(
            repository, MediaTypes.ImageManifest, ManifestWriter.WriteImageManifest(Descriptor.EmptyJson, [layer]));
    }

    private Task<PullResult> PullAsync(IRepository source, Descriptor root, PullOptions? options = null) =>
        FilePuller.PullAsync(source, root, (options ?? new PullOptions()) with { OutputDirectory = _directory["out"] }, Running.Test);

    private Task<LayoutRepository> LayoutAsync() => LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
}
