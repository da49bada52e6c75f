using Signet.Oci.Backups;
using Signet.Oci.Graph;
using Signet.Oci.Graph.Transfer;
using Signet.Oci.Layout;
using Signet.Oci.Remote;
using Signet.Oci.Tests.Graph;
using Signet.Oci.Tests.Layout;
using Signet.Oci.Tests.Remote;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Backups;

public sealed class BackupTests : IDisposable
{
    private static readonly CopyOptions WithReferrers = new() { IncludeReferrers = true };

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("backup", true)]
    [InlineData("backup.tar", true)]
    [InlineData("backup.TAR", false)]
    public async Task What_is_saved_is_brought_back(string output, bool referrersApi)
    {
        await using var registry = await ScriptedRegistry.StartAsync(new ScriptedRegistryOptions { ReferrersApi = referrersApi });
        using var client = TestContent.Client();
        var source = client.GetRepository(registry.Host, "source", RepositoryAccess.PullAndPush);
        var zoo = await GraphLab.ZooAsync(source);
        var other = await GraphLab.ImageAsync(source, ["other"], tag: "other");

        var saved = await Backup.SaveAsync(source, [], _directory[output], WithReferrers, Running.Test);
        var backup = await Backup.OpenAsync(_directory[output], null, Running.Test);
        var roots = await Backup.FindAsync(backup, [], null, Running.Test);
        var rehearsed = await Backup.RehearseAsync(backup, roots, WithReferrers, Running.Test);
        var destination = client.GetRepository(registry.Host, "destination", RepositoryAccess.PullAndPush);
        var restored = await Backup.RestoreAsync(backup, roots, destination, WithReferrers, Running.Test);

        BackupTag[] expected = [new("all", zoo.Root, 4), new("other", other, 0)];
        Assert.Equal(expected, saved.Tags.Where(tag => !tag.Tag.StartsWith("sha256-", StringComparison.Ordinal)));
        Assert.Equal(expected, rehearsed.Tags);
        Assert.Equal(expected, restored.Tags);
        Assert.Equal(zoo.Root, await destination.ResolveAsync("all", Running.Test));
        var graph = await GraphWalker.WalkAsync(
            destination, [zoo.Root], new WalkOptions { IncludeReferrers = true }, Running.Test);
        Assert.Equal(20, graph.Nodes.Count);
        Assert.Equal(output != "backup", File.Exists(_directory[output]));
    }

    [Fact]
    public async Task Archive_is_the_same_each_time_and_is_read_only()
    {
        var source = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        await GraphLab.ZooAsync(source);
        await GraphLab.PushBlobAsync(source, Descriptor.EmptyJson, "{}"u8.ToArray());

        await Backup.SaveAsync(source, ["all"], _directory["1.tar"], WithReferrers, Running.Test);
        await Backup.SaveAsync(source, ["all"], _directory["2.tar"], WithReferrers with { Concurrency = 1 }, Running.Test);

        Assert.Equal(
            await File.ReadAllBytesAsync(_directory["1.tar"], Running.Test), await File.ReadAllBytesAsync(_directory["2.tar"], Running.Test));
        var archive = await Backup.OpenAsync(_directory["1.tar"], null, Running.Test);
        Assert.Equal(["all"], await LayoutFixture.ListAsync(archive.ListTagsAsync(null, Running.Test)));
        var root = await archive.ResolveAsync("all", Running.Test);
        Assert.Single(await GraphLab.ReferrersAsync(archive, root));
        await TestContent.FailsAsync(OciError.Unsupported, () => archive.TagAsync(root, "v2", Running.Test));
        await TestContent.FailsAsync(OciError.NotFound, () => archive.ResolveAsync("v2", Running.Test));
    }

    [Fact]
    public async Task Index_of_an_archive_lists_each_manifest_under_the_tags_asked_for_and_no_others()
    {
        var source = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var zoo = await GraphLab.ZooAsync(source);
        await source.TagAsync(zoo.Root, "other", Running.Test);
        await source.TagAsync(zoo.Manifests[0], "left out", Running.Test);
        var evil = await LayoutFixture.PushImageAsync(
            source, "evil", subject: zoo.Root, annotations: new Dictionary<string, string> { [LayoutIndex.TagAnnotation] = "evil" });

        await Backup.SaveAsync(source, ["all", "other"], _directory["b.tar"], WithReferrers, Running.Test);
        await Backup.SaveAsync(source, ["all", "other"], _directory["b"], WithReferrers, Running.Test);

        var content = await ReadIndexAsync(_directory["b.tar"]);
        Assert.Equal(await File.ReadAllBytesAsync(_directory["b/index.json"], Running.Test), content);
        var index = LayoutIndex.Read(content, OciLimits.Default);
        Assert.Equal(
            zoo.Manifests.Concat(zoo.Referrers).Append(evil).Select(d => $"{d.Digest} ")
                .Concat([$"{zoo.Root.Digest} all", $"{zoo.Root.Digest} other"]).Order(StringComparer.Ordinal),
            index.Entries.Select(entry => $"{entry.Digest} {LayoutIndex.TagOf(entry)}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(TransferStage.Planned, false)]
    [InlineData(TransferStage.Started, false)]
    [InlineData(TransferStage.Moved, false)]
    [InlineData(TransferStage.Done, false)]
    [InlineData(TransferStage.Done, true)]
    public async Task H5_CancelledBackupLeavesTheOldArchiveAndNothingElse(TransferStage stage, bool isRoot)
    {
        var source = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var image = await GraphLab.ImageAsync(source, ["a", "b", new string('c', 600_000)], tag: "v1");
        await File.WriteAllTextAsync(_directory["b.tar"], "old", Running.Test);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Running.Test);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backup.SaveAsync(
            source,
            ["v1"],
            _directory["b.tar"],
            new CopyOptions
            {
                Progress = one =>
                {
                    if (one.Stage == stage && (!isRoot || one.Descriptor.Digest == image.Digest))
                    {
                        stop.Cancel();
                    }
                },
            },
            stop.Token));

        Assert.Equal("old", await File.ReadAllTextAsync(_directory["b.tar"], Running.Test));
        Assert.Equal([_directory["b.tar"], _directory["lay"]], Directory.GetFileSystemEntries(_directory.Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task H5_ArchiveThatIsCancelledWhenAllIsWrittenDoesNotAppear()
    {
        var source = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        var graph = await GraphWalker.WalkAsync(source, [await GraphLab.ImageAsync(source, ["a"])], null, Running.Test);
        await using (var target = new ArchiveTarget(_directory["b.tar"], OciLimits.Default))
        {
            await target.PrepareAsync(graph, new RepositorySource(source), [], Running.Test);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => target.CompleteAsync(graph, [], new CancellationToken(canceled: true)));
        }

        Assert.Equal([_directory["lay"]], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("backup.tar")]
    public async Task Backup_that_fails_leaves_nothing_that_looks_like_one(string output)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var source = client.GetRepository(registry.Host, "source", RepositoryAccess.PullAndPush);
        var image = await GraphLab.ImageAsync(source, ["layer"], tag: "v1");

        await TestContent.FailsAsync(
            OciError.NotFound, () => Backup.SaveAsync(source, ["v1", "missing"], _directory[output], null, Running.Test));
        Assert.Empty(Directory.GetFileSystemEntries(_directory.Path));
        await TestContent.FailsAsync(
            OciError.Refused, () => Backup.SaveAsync(source, [image.Digest.ToString()], _directory[output], null, Running.Test));

        await File.WriteAllTextAsync(_directory["backup.tar"], "old", Running.Test);
        registry.On("GET", "/blobs/").Always().Change(body => new byte[body.Length]);
        await TestContent.FailsAsync(
            OciError.ContentMismatch, () => Backup.SaveAsync(source, [], _directory[output], null, Running.Test));
        Assert.Equal("old", await File.ReadAllTextAsync(_directory["backup.tar"], Running.Test));
        Assert.Empty(Directory.GetFiles(_directory.Path, ".*"));
    }

    [Fact]
    public async Task Index_of_the_tag_schema_is_not_put_back_over_what_the_destination_has_gained()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new ScriptedRegistryOptions { ReferrersApi = false });
        using var client = TestContent.Client();
        var source = client.GetRepository(registry.Host, "source", RepositoryAccess.PullAndPush);
        var image = await GraphLab.ImageAsync(source, ["layer"], tag: "v1");
        var note = await GraphLab.ImageAsync(source, ["note"], image);
        await Backup.SaveAsync(source, [], _directory["b.tar"], WithReferrers, Running.Test);
        var destination = client.GetRepository(registry.Host, "destination", RepositoryAccess.PullAndPush);
        await GraphLab.CopyAsync(source, destination, "v1", "v1");
        var gained = await GraphLab.ImageAsync(destination, ["gained"], image);

        var backup = await Backup.OpenAsync(_directory["b.tar"], null, Running.Test);
        var roots = await Backup.FindAsync(backup, [], null, Running.Test);
        await Backup.RestoreAsync(backup, roots, destination, WithReferrers, Running.Test);

        Assert.Equal(["v1"], roots.SelectMany(root => root.Tags));
        Assert.Equal(
            new[] { gained, note }.Select(d => d.Digest.ToString()).Order(),
            (await GraphLab.ReferrersAsync(destination, image)).Select(d => d.Digest.ToString()).Order());
    }

    [Fact]
    public async Task More_tags_than_the_limit_are_refused()
    {
        var source = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);
        foreach (var tag in new[] { "v1", "v2", "v3" })
        {
            await GraphLab.ImageAsync(source, ["layer"], tag: tag);
        }

        await TestContent.FailsAsync(OciError.LimitExceeded, () => Backup.SaveAsync(
            source, [], _directory["b.tar"], new CopyOptions { Limits = OciLimits.Default with { ListedEntries = 2 } }, Running.Test));
        Assert.False(File.Exists(_directory["b.tar"]));
    }

    [Theory]
    [InlineData("text", OciError.Malformed)]
    [InlineData("", OciError.NotFound)]
    public async Task File_that_is_no_archive_of_a_layout_is_refused(string content, OciError error)
    {
        await File.WriteAllTextAsync(_directory["b.tar"], content, Running.Test);
        await TestContent.FailsAsync(error, () => Backup.OpenAsync(_directory["b.tar"], null, Running.Test));
    }

    private static async Task<byte[]> ReadIndexAsync(string archive)
    {
        await using var file = File.OpenRead(archive);
        await using var reader = new System.Formats.Tar.TarReader(file);
        while (await reader.GetNextEntryAsync(cancellationToken: Running.Test) is { } entry)
        {
            if (entry.Name == "index.json")
            {
                return await BoundedReader.ReadAllAsync(entry.DataStream!, 1_000_000, entry.Name, Running.Test);
            }
        }

        throw new InvalidOperationException("no index.json");
    }
}
