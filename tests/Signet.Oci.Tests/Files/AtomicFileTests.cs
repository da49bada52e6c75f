using Signet.Oci.Files;

namespace Signet.Oci.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public async Task File_is_replaced_with_its_mode_and_nothing_is_left()
    {
        using var directory = new TemporaryDirectory();
        await AtomicFile.WriteAsync(directory["f"], "old"u8.ToArray(), AtomicFile.Shared, Running.Test);
        await AtomicFile.WriteAsync(directory["f"], "new"u8.ToArray(), AtomicFile.Private, Running.Test);

        Assert.Equal("new", await File.ReadAllTextAsync(directory["f"], Running.Test));
        Assert.Equal([directory["f"]], Directory.GetFileSystemEntries(directory.Path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(AtomicFile.Private, File.GetUnixFileMode(directory["f"]));
        }
    }

    [Theory]
    [InlineData("n", 255)]
    [InlineData("é", 127)]
    [InlineData("𝄞", 63)]
    public async Task LongestNameOfAFileSystemIsWritten(string letter, int count)
    {
        using var directory = new TemporaryDirectory();
        var path = directory[string.Concat(Enumerable.Repeat(letter, count))];

        await AtomicFile.WriteAsync(path, "new"u8.ToArray(), AtomicFile.Shared, Running.Test);

        Assert.Equal([path], Directory.GetFileSystemEntries(directory.Path));
    }

    [Fact]
    public async Task CreatingNeverReplaces()
    {
        using var directory = new TemporaryDirectory();
        File.CreateSymbolicLink(directory["link"], "nowhere");

        Assert.True(await AtomicFile.CreateAsync(directory["f"], "old"u8.ToArray(), AtomicFile.Private, Running.Test));
        Assert.False(await AtomicFile.CreateAsync(directory["f"], "new"u8.ToArray(), AtomicFile.Private, Running.Test));
        Assert.False(await AtomicFile.CreateAsync(directory["link"], "new"u8.ToArray(), AtomicFile.Private, Running.Test));
        await Assert.ThrowsAnyAsync<IOException>(
            () => AtomicFile.CreateAsync(directory["no/f"], "new"u8.ToArray(), AtomicFile.Private, Running.Test));

        Assert.Equal("old", await File.ReadAllTextAsync(directory["f"], Running.Test));
        Assert.Equal(2, Directory.GetFileSystemEntries(directory.Path).Length);
    }

    [Fact]
    public async Task H5_FailureLeavesTheOldFileAndNoTemporaryOne()
    {
        using var directory = new TemporaryDirectory();
        Directory.CreateDirectory(directory["target"]);
        await File.WriteAllTextAsync(directory["f"], "old", Running.Test);
        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => AtomicFile.WriteAsync(directory["target"], "x"u8.ToArray(), AtomicFile.Shared, Running.Test));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => AtomicFile.WriteAsync(directory["f"], "new"u8.ToArray(), AtomicFile.Shared, canceled.Token));

        Assert.Equal("old", await File.ReadAllTextAsync(directory["f"], Running.Test));
        Assert.Equal(2, Directory.GetFileSystemEntries(directory.Path).Length);
    }

    [Fact]
    public async Task H5_ReaderSeesOldOrNewNeverAMixture()
    {
        using var directory = new TemporaryDirectory();
        var contents = Enumerable.Range(0, 4).Select(i => Enumerable.Repeat((byte)i, 50_000 + i).ToArray()).ToArray();
        await AtomicFile.WriteAsync(directory["f"], contents[0], AtomicFile.Shared, Running.Test);
        using var done = new CancellationTokenSource();
        var reader = Task.Run(
            async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    var read = await BoundedReader.ReadFileAsync(directory["f"], 100_000);
                    Assert.Equal(contents[read[0]], read);
                }
            },
            Running.Test);

        await Task.WhenAll(contents.Select(async content =>
        {
            for (var i = 0; i < 20; i++)
            {
                await AtomicFile.WriteAsync(directory["f"], content, AtomicFile.Shared);
            }
        }));
        await done.CancelAsync();
        await reader;
    }
}
