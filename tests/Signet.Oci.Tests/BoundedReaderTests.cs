namespace Signet.Oci.Tests;

public sealed class BoundedReaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8192)]
    [InlineData(8193)]
    [InlineData(100_000)]
    public async Task Content_of_the_limit_passes_and_one_byte_more_does_not(int size)
    {
        var content = new byte[size];
        Random.Shared.NextBytes(content);

        foreach (var seekable in new[] { true, false })
        {
            using var exact = new ScriptedStream(content, seekable);
            Assert.Equal(content, await BoundedReader.ReadAllAsync(exact, size, "it", Running.Test));
            if (size > 0)
            {
                using var larger = new ScriptedStream(content, seekable);
                var e = await Assert.ThrowsAsync<OciException>(() => BoundedReader.ReadAllAsync(larger, size - 1, "it", Running.Test));
                Assert.Equal(OciError.LimitExceeded, e.Error);
                Assert.Equal($"it is larger than the limit of {size - 1} bytes", e.Message);
            }
        }
    }

    [Fact]
    public async Task A4_EndlessStreamStopsAtTheLimit()
    {
        using var endless = new ScriptedStream(null, seekable: false);

        await Assert.ThrowsAsync<OciException>(() => BoundedReader.ReadAllAsync(endless, 100_000, "endless", Running.Test));
        Assert.True(endless.BytesGiven < 300_000);
    }

    [Fact]
    public async Task File_is_read_while_somebody_writes_it()
    {
        using var directory = new TemporaryDirectory();
        using var writer = new FileStream(directory["f"], FileMode.Create, FileAccess.Write, FileShare.Read);
        writer.Write("abc"u8);
        writer.Flush();

        Assert.Equal("abc"u8.ToArray(), await BoundedReader.ReadFileAsync(directory["f"], 3, Running.Test));
    }

    private sealed class ScriptedStream(byte[]? content, bool seekable) : MemoryStream(content ?? [])
    {
        public long BytesGiven { get; private set; }

        public override bool CanSeek => seekable;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = content is null ? buffer.Length : Read(buffer.Span[..Math.Min(buffer.Length, 1000)]);
            BytesGiven += read;
            return ValueTask.FromResult(read);
        }
    }
}
