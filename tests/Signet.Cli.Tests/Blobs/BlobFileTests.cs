using Signet.Cli.CommandLine;
using Signet.Cli.Commands.Blobs;

namespace Signet.Cli.Tests.Blobs;

public sealed class BlobFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("nothing", false)]
    [InlineData("longer", true)]
    [InlineData("shorter", true)]
    [InlineData("other bytes", true)]
    public async Task File_that_is_written_to_meanwhile_has_no_end(string what, bool isRefused)
    {
        await File.WriteAllTextAsync(_path, "content", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(_path, new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await using var blob = BlobFile.Open(_path);
        Assert.Equal(7, blob.Size);
        await using (var writer = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            if (what == "longer")
            {
                writer.Position = 7;
            }

            if (what == "shorter")
            {
                writer.SetLength(3);
            }
            else if (what != "nothing")
            {
                writer.WriteByte(0);
            }
        }

        var reading = blob.CopyToEndAsync();
        if (isRefused)
        {
            var e = await Assert.ThrowsAsync<CommandException>(() => reading);
            Assert.StartsWith($"{_path} was written to while it was being read.\n", e.Message, StringComparison.Ordinal);
        }
        else
        {
            await reading;
        }
    }
}

file static class Reading
{
    public static async Task CopyToEndAsync(this Stream stream)
    {
        var buffer = new byte[64];
        while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0)
        {
        }
    }
}
