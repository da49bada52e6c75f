namespace Signet.Cli.Tests.Artifacts;

/// <summary><c>signet backup</c> and <c>signet restore</c>: what they print, what they leave, and how they fail.</summary>
public sealed class BackupCommandTests
{
    [Theory]
    [InlineData("DIR/saved.tar")]
    [InlineData("DIR/saved")]
    public async Task What_is_saved_is_brought_back(string path)
    {
        await using var lab = await CopyLab.OpenAsync();
        var isArchive = path.EndsWith(".tar", StringComparison.Ordinal);
        var shown = path.Replace("DIR", lab.Folder, StringComparison.Ordinal);

        var saved = Lines(await lab.RunAsync($"backup --include-referrers -o {path} FROM:all,v1"));
        var rehearsed = Lines(await lab.RunAsync($"restore --dry-run --input {path} TO"));
        Assert.Equal(0, lab.To.Requests.Count);
        var restored = Lines(await lab.RunAsync($"restore --input {path} TO"));

        Assert.Equal($"Found 2 tag(s) in {lab.From.Host}/app: all, v1", saved[0]);
        Assert.Contains($"Pulling   {lab.Layer.Digest.Hex[..12]} text/plain", saved);
        Assert.Contains($"Pulled    {lab.Layer.Digest.Hex[..12]} text/plain", saved);
        // Notes on the index, on an image in it, and on that note.
        Assert.Contains("Pulled tag all with 3 referrer(s)", saved);
        Assert.Contains("Pulled tag v1 with 2 referrer(s)", saved);
        Assert.Matches($"^Successfully backed up 2 tag\\(s\\) from \"{lab.From.Host}/app\" to \"{shown}\" in [0-9hms]+\\.$", saved[^1]);
        Assert.Equal(isArchive, saved.Contains($"Exporting to {shown}"));
        Assert.Equal(isArchive, saved.Any(line => line.StartsWith($"Exported to {shown} (", StringComparison.Ordinal) && line.EndsWith("KB)", StringComparison.Ordinal)));

        Assert.Equal(isArchive, rehearsed[0].StartsWith($"Loaded backup archive: {shown} (", StringComparison.Ordinal));
        Assert.Equal(
            [
                "Found 2 tag(s) in the backup: all, v1", "Dry run: would push tag all with 3 referrer(s)", "Dry run: would push tag v1 with 2 referrer(s)",
                $"Dry run complete: 2 tag(s) would be restored to \"{lab.To.Host}/copy\" (no data pushed)",
            ],
            rehearsed.Skip(isArchive ? 1 : 0));
        Assert.Contains($"Pushing   {lab.Layer.Digest.Hex[..12]} text/plain", restored);
        Assert.Contains("Pushed tag all with 3 referrer(s)", restored);
        Assert.Matches($"^Successfully restored 2 tag\\(s\\) to \"{lab.To.Host}/copy\" in [0-9hms]+$", restored[^1]);
        Assert.Equal(lab.Root.Digest.ToString(), lab.Destination.Tags["all"]);
        Assert.Contains(lab.Signature.Digest.ToString(), lab.Destination.ManifestDigests);
    }

    [Fact]
    public async Task Without_tags_all_are_saved_and_without_referrers_some_are_restored()
    {
        await using var lab = await CopyLab.OpenAsync();
        foreach (var tag in new[] { "t1", "t2", "t3", "t4" })
        {
            lab.Source.Tag(tag, lab.Other.Digest);
        }

        var saved = Lines(await lab.RunAsync("backup --include-referrers -o DIR/b.tar FROM"));
        var restored = Lines(await lab.RunAsync("restore --exclude-referrers --input DIR/b.tar TO:t1,all"));

        Assert.Equal([$"Found 6 tag(s) in {lab.From.Host}/app:", "all", "t1", "t2", "t3", "t4", "v1"], saved.Take(7));
        Assert.Contains("Pushed tag all with 0 referrer(s)", restored);
        Assert.Equal(["all", "t1"], lab.Destination.Tags.Keys);
        Assert.DoesNotContain(lab.Note.Digest.ToString(), lab.Destination.ManifestDigests);
    }

    [Theory]
    [InlineData("backup -o DIR/x.tar FROM:v1,nope", 3, "Error: registry \"")]
    [InlineData("backup -o DIR/x FROM:nope", 3, "Error: registry \"")]
    [InlineData("backup -o DIR/x BESIDE", 3, "Error: registry \"")]
    [InlineData("backup -o DIR/none/x.tar FROM", 1, "its directory does not exist")]
    [InlineData("backup -o DIR/kept FROM", 1, "only one that ends in .tar")]
    [InlineData("restore --input DIR/none TO", 1, "failed to access input path")]
    [InlineData("restore --input DIR/kept TO", 6, "Error: backup \"")]
    [InlineData("restore --input DIR TO", 3, "Error: backup \"")]
    public async Task What_fails_leaves_nothing_behind(string command, int exitCode, string message)
    {
        await using var lab = await CopyLab.OpenAsync();
        var kept = Path.Combine(lab.Folder, "kept");
        await File.WriteAllTextAsync(kept, "kept", TestContext.Current.CancellationToken);

        var run = await lab.RunAsync(command);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal([kept], Directory.GetFileSystemEntries(lab.Folder));
        Assert.Empty(lab.Destination.Tags);
    }

    [Fact]
    public async Task A_backup_without_tags_is_not_restored_as_if_it_had_some()
    {
        await using var lab = await CopyLab.OpenAsync();
        Assert.Equal(0, (await lab.RunAsync("cp --to-oci-layout FROM:v1 DIR/lay")).ExitCode);

        var run = await lab.RunAsync("restore --input DIR/lay TO");

        Assert.Equal((3, 0), (run.ExitCode, lab.To.Requests.Count));
        Assert.Contains("holds no tags", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_archive_takes_the_place_of_an_old_one_only_when_it_is_whole()
    {
        await using var lab = await CopyLab.OpenAsync();
        await lab.RunAsync("backup -o DIR/b.tar FROM:v1");
        var before = await File.ReadAllBytesAsync(Path.Combine(lab.Folder, "b.tar"), TestContext.Current.CancellationToken);
        lab.Source.SetBlob(lab.Layer.Digest.ToString(), "bad"u8.ToArray());

        var failed = await lab.RunAsync("backup -o DIR/b.tar FROM:all");

        Assert.Equal(6, failed.ExitCode);
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(lab.Folder, "b.tar"), TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFileSystemEntries(lab.Folder));
    }

    private static string[] Lines(InProcess run)
    {
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return run.Out.TrimEnd('\n').Split('\n');
    }
}
