using System.IO.Pipelines;
using Signet.Oci.Layout;
using Signet.Oci.Tests.Remote;

namespace Signet.Oci.Tests.Layout;

/// <summary>Large blobs, whose partial file all copies into a layout share.</summary>
public sealed class BlobIngestTests : IAsyncLifetime
{
    private const int Size = 3_000_000;

    private static readonly byte[] Content = MakeContent();
    private static readonly Descriptor Blob = Descriptor.Of("application/octet-stream", Content);

    private readonly TemporaryDirectory _directory = new();
    private LayoutRepository _layout = null!;

    private string Partial => Path.Combine(_layout.Files.IngestDirectory, $"signet-partial-sha256-{Blob.Digest.Hex}");

    private IEnumerable<string?> Ingested => Directory.GetFileSystemEntries(_layout.Files.IngestDirectory).Select(Path.GetFileName);

    public async ValueTask InitializeAsync() => _layout = await LayoutRepository.CreateAsync(_directory["lay"], Running.Test);

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task TwoCopiesOfOneBlobAtOnceNeverWriteIntoOneFile()
    {
        using var first = new BlobIngest(_layout.Files);
        using var second = new BlobIngest((await LayoutRepository.OpenAsync(_layout.Name, Running.Test)).Files);
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var isBegun = new TaskCompletionSource();
        await pipe.Writer.WriteAsync(Content.AsMemory(0, 2_000_000), Running.Test);
        var slow = first.WriteAsync(
            Blob,
            (_, hashed, _) =>
            {
                hashed.Dispose();
                return ValueTask.FromResult<Stream?>(pipe.Reader.AsStream());
            },
            bytes => _ = bytes == 2_000_000 && isBegun.TrySetResult(),
            Running.Test);
        await isBegun.Task.WaitAsync(Running.Test);

        await await WriteAsync(second, Content);
        Assert.Equal(Content, await _layout.FetchBlobAsync(Blob, Size, Running.Test));
        Assert.Equal(["index.lock", Path.GetFileName(Partial)], Ingested.Order(StringComparer.Ordinal));
        await pipe.Writer.WriteAsync(Content.AsMemory(2_000_000), Running.Test);
        await pipe.Writer.CompleteAsync();
        await await slow;

        Assert.Equal(Content, await _layout.FetchBlobAsync(Blob, Size, Running.Test));
        Assert.Equal(["index.lock"], Ingested);
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("honest", true)]
    [InlineData("honest", false)]
    [InlineData("damaged", true)]
    [InlineData("damaged", false)]
    [InlineData("wrong", true)]
    [InlineData("wrong", false)]
    public async Task A6_ForgedBytesAreNotLeftForTheNextCopy(string left, bool isAnswered)
    {
        using var ingest = new BlobIngest(_layout.Files);
        byte[] beginning = left switch
        {
            "nothing" => [],
            "honest" => Content[..2_000_000],
            "damaged" => Forged(Content[..2_000_000]),
            _ => Forged(Content),
        };
        await File.WriteAllBytesAsync(Partial, beginning, Running.Test);

        // When it begins anew, a source may have no answer at all.
        await TestContent.FailsAsync(
            isAnswered ? OciError.ContentMismatch : OciError.ServerFailed,
            () => WriteAsync(ingest, Forged(Content), offset => isAnswered || offset > 0));

        Assert.Equal(0, new FileInfo(Partial).Length);
        Assert.False(await _layout.ExistsAsync(Blob, Running.Test));
        await await WriteAsync(ingest, Content);
        Assert.Equal(Content, await _layout.FetchBlobAsync(Blob, Size, Running.Test));
        Assert.Equal(["index.lock"], Ingested);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task H4_LinkInThePlaceOfAPartialFileIsNotWrittenThrough(bool isThere)
    {
        using var ingest = new BlobIngest(_layout.Files);
        if (isThere)
        {
            await File.WriteAllTextAsync(_directory["outside"], "outside", Running.Test);
        }

        File.CreateSymbolicLink(Partial, _directory["outside"]);

        await await WriteAsync(ingest, Content);

        Assert.Equal(isThere ? "outside" : null, isThere ? await File.ReadAllTextAsync(_directory["outside"], Running.Test) : null);
        Assert.Equal(isThere, File.Exists(_directory["outside"]));
        Assert.Null(new FileInfo(LayoutFixture.BlobFile(_layout.Name, Blob.Digest)).LinkTarget);
        Assert.Equal(Content, await _layout.FetchBlobAsync(Blob, Size, Running.Test));
        Assert.Equal(["index.lock"], Ingested);
    }

    private static Task<Task> WriteAsync(BlobIngest ingest, byte[] content, Func<long, bool>? isAnswered = null) => ingest.WriteAsync(
        Blob,
        (offset, hashed, _) => isAnswered?.Invoke(offset) == false
            ? throw new OciException(OciError.ServerFailed, "no answer")
            : ValueTask.FromResult<Stream?>(new VerifiedBlobStream(new MemoryStream(content[(int)offset..]), Blob, offset, hashed)),
        _ => { },
        Running.Test);

    private static byte[] Forged(byte[] content) => [.. content.Select(b => (byte)(b ^ 1))];

    private static byte[] MakeContent()
    {
        var content = new byte[Size];
        new Random(4).NextBytes(content);
        return content;
    }
}
