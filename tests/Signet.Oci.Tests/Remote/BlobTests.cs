using System.Security.Cryptography;
using Signet.Oci.Remote;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Remote;

public sealed class BlobTests
{
    private static readonly byte[] Content = RandomNumberGenerator.GetBytes(300_000);

    [Fact]
    public async Task ABlobArrivesWhole()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Content);
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        Assert.Equal(Content, await repository.FetchBlobAsync(descriptor, Content.Length, Running.Test));
        Assert.Equal(Content, await ReadAsync(repository, descriptor));
        Assert.True(await repository.ExistsAsync(descriptor, Running.Test));
        await repository.DeleteBlobAsync(descriptor, Running.Test);
        Assert.False(await repository.ExistsAsync(descriptor, Running.Test));
        await TestContent.FailsAsync(OciError.NotFound, () => ReadAsync(repository, descriptor));
    }

    [Fact]
    public async Task AnEmptyBlobIsAnEmptyStream()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob([]);
        using var client = TestContent.Client();

        Assert.Empty(await ReadAsync(client.GetRepository(registry.Host, "app"), descriptor));
    }

    [Fact]
    public async Task ABrokenTransferGoesOnWhereItStopped()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Content);
        registry.On("GET", "/blobs/").TruncateBodyAt(100_000).Times(2);
        using var client = TestContent.Client();

        Assert.Equal(Content, await ReadAsync(client.GetRepository(registry.Host, "app"), descriptor));

        var requests = registry.Requests.All.ToList();
        Assert.Equal(3, requests.Count);
        Assert.Null(requests[0].Header("Range"));
        Assert.Equal("bytes=100000-299999", requests[1].Header("Range"));
        Assert.Equal("bytes=200000-299999", requests[2].Header("Range"));
    }

    [Fact]
    public async Task AServerWithoutRangesStartsOverAndTheReaderDoesNotNotice()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Content);
        registry.On("GET", "/blobs/").TruncateBodyAt(100_000);
        registry.On("GET", "/blobs/").Body(Content, "application/octet-stream").Always();
        using var client = TestContent.Client();

        Assert.Equal(Content, await ReadAsync(client.GetRepository(registry.Host, "app"), descriptor));
    }

    [Fact]
    public async Task ATransferThatBreaksAgainAndAgainIsUnreachable()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Content);
        registry.On("GET", "/blobs/").TruncateBodyAt(10).Always();
        using var client = TestContent.Client(o => o with { Retry = TestContent.QuickRetries with { MaxAttempts = 3 } });

        var failure = await TestContent.FailsAsync(
            OciError.Unreachable, () => ReadAsync(client.GetRepository(registry.Host, "app"), descriptor));

        Assert.Contains("broke off after 30 of 300000 bytes", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, registry.Requests.Count);
    }

    [Theory]
    [InlineData(416)]
    [InlineData(404)]
    public async Task ARangeThatIsRefusedEndsTheTransfer(int status)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Content);
        registry.On("GET", "/blobs/").TruncateBodyAt(100_000);
        registry.On("GET", "/blobs/").Status(status).Always();
        using var client = TestContent.Client();

        var failure = await Assert.ThrowsAsync<OciException>(
            () => ReadAsync(client.GetRepository(registry.Host, "app"), descriptor));

        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task ARangeFromAnotherPlaceIsMalformed()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Content);
        registry.On("GET", "/blobs/").TruncateBodyAt(100_000);
        registry.On("GET", "/blobs/").Header("Content-Range", "bytes 0-199999/300000").Always();
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.Malformed, () => ReadAsync(client.GetRepository(registry.Host, "app"), descriptor));
    }

    [Fact]
    public async Task A6_ABlobWithOneOtherByteIsAMismatchAndItsEndIsNotHandedOver()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Content);
        registry.On("GET", "/blobs/").Change(body => [.. body[..^1], (byte)(body[^1] ^ 1)]).Always();
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        await TestContent.FailsAsync(
            OciError.ContentMismatch, () => repository.FetchBlobAsync(descriptor, Content.Length, Running.Test));
        await using var blob = await repository.OpenBlobAsync(descriptor, Running.Test);
        using var copy = new MemoryStream();
        await TestContent.FailsAsync(OciError.ContentMismatch, () => blob.CopyToAsync(copy, 4096, Running.Test));
        Assert.True(copy.Length < Content.Length);
    }

    [Fact]
    public async Task A4_ABlobLargerOrSmallerThanItsDescriptorIsAMismatch()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Content);
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        foreach (var size in new[] { Content.Length - 1, Content.Length + 1 })
        {
            var lie = descriptor with { Size = size };
            await TestContent.FailsAsync(
                OciError.ContentMismatch, () => repository.FetchBlobAsync(lie, Content.Length * 2, Running.Test));
            await TestContent.FailsAsync(OciError.ContentMismatch, () => ReadAsync(repository, lie));
        }
    }

    [Fact]
    public async Task A4_ABlobThatNeverEndsIsCutOffAtItsDescriptor()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Content);
        registry.On("GET", "/blobs/").Respond(async context =>
        {
            await context.Response.Body.WriteAsync(Content, context.RequestAborted); // Chunked: no length is announced.
            while (true)
            {
                await context.Response.Body.WriteAsync(Content, context.RequestAborted);
            }
        }).Always();
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        await TestContent.FailsAsync(
            OciError.ContentMismatch, () => repository.FetchBlobAsync(descriptor, Content.Length, Running.Test));
        await TestContent.FailsAsync(OciError.ContentMismatch, () => ReadAsync(repository, descriptor));
    }

    [Fact]
    public async Task A4_ABlobOverTheCallersLimitIsNotAskedFor()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Content);
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.LimitExceeded,
            () => client.GetRepository(registry.Host, "app").FetchBlobAsync(descriptor, Content.Length - 1, Running.Test));

        Assert.Empty(registry.Requests.All);
    }

    [Fact]
    public async Task A5_ABlobThatStopsComingTimesOut()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Content);
        registry.On("GET", "/blobs/").SlowDrip(1, TimeSpan.FromSeconds(20)).Always();
        using var client = TestContent.Client(o => o with
        {
            Limits = new OciLimits { IdleTimeout = TimeSpan.FromMilliseconds(100), SmallBodyTimeout = TimeSpan.FromMilliseconds(100) },
            Retry = TestContent.QuickRetries with { MaxAttempts = 2 },
        });
        var repository = client.GetRepository(registry.Host, "app");

        await TestContent.FailsAsync(OciError.TimedOut, () => ReadAsync(repository, descriptor));
        await TestContent.FailsAsync(
            OciError.TimedOut, () => repository.FetchBlobAsync(descriptor, Content.Length, Running.Test));
    }

    private static async Task<byte[]> ReadAsync(RemoteRepository repository, Descriptor descriptor)
    {
        await using var blob = await repository.OpenBlobAsync(descriptor, Running.Test);
        using var copy = new MemoryStream();
        await blob.CopyToAsync(copy, Running.Test);
        return copy.ToArray();
    }
}
