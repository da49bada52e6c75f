using Signet.Oci.Files;

namespace Signet.Oci.Tests.Files;

public sealed class FileLockTests
{
    [Fact]
    public async Task One_holder_at_a_time()
    {
        using var directory = new TemporaryDirectory();
        var holders = 0;

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            using var held = await FileLock.AcquireAsync(directory["l"], TimeSpan.FromMinutes(1), TimeProvider.System);
            Assert.Equal(1, Interlocked.Increment(ref holders));
            await Task.Yield();
            Interlocked.Decrement(ref holders);
        })));
    }

    [Fact]
    public async Task Wait_ends_with_a_message_that_names_the_lock()
    {
        using var directory = new TemporaryDirectory();
        using var held = await FileLock.AcquireAsync(
            directory["l"], TimeSpan.Zero, TimeProvider.System, Running.Test);

        var e = await Assert.ThrowsAsync<OciException>(
            () => FileLock.AcquireAsync(directory["l"], TimeSpan.FromMilliseconds(20), TimeProvider.System, Running.Test));
        Assert.Equal(OciError.TimedOut, e.Error);
        Assert.Contains(directory["l"], e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_directory_is_a_failure_at_once()
    {
        using var directory = new TemporaryDirectory();

        await Assert.ThrowsAsync<DirectoryNotFoundException>(
            () => FileLock.AcquireAsync(directory["no/l"], TimeSpan.FromMinutes(1), TimeProvider.System, Running.Test));
    }
}
