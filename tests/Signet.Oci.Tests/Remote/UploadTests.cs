using System.Security.Cryptography;
using Signet.Oci.Remote;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Remote;

public sealed class UploadTests
{
    private static readonly byte[] Large = RandomNumberGenerator.GetBytes(500_000);

    [Fact]
    public async Task ASmallBlobIsPushedWithoutAskingFirst()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();

        await TestContent.PushAsync(client.GetRepository(registry.Host, "app"), Descriptor.EmptyJson, Descriptor.EmptyJsonContent);

        Assert.Equal(["POST", "PUT"], registry.Requests.All.Select(r => r.Method));
        Assert.Equal("{}"u8.ToArray(), registry.Repository("app").FindBlob(Descriptor.EmptyJson.Digest.ToString()));
        Assert.Contains("_state=example&digest=sha256%3A", registry.Requests.All[^1].Query, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ALargeBlobThatIsThereIsNotSentAgain()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddBlob(Large);
        using var client = TestContent.Client();

        await TestContent.PushAsync(client.GetRepository(registry.Host, "app"), descriptor, Large);

        Assert.Equal(["HEAD"], registry.Requests.All.Select(r => r.Method));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(0)]
    public async Task AFailedUploadStartsAgainFromANewlyOpenedSource(int status)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var rule = registry.On("PUT", "/blobs/uploads/").Times(2);
        _ = status == 0 ? rule.DropConnection() : rule.Status(status, retryAfter: 0);
        using var client = TestContent.Client();
        var descriptor = Descriptor.Of("text/plain", Large);
        var opened = 0;

        await client.GetRepository(registry.Host, "app").PushBlobAsync(
            descriptor,
            _ =>
            {
                opened++;
                return ValueTask.FromResult<Stream>(new MemoryStream(Large));
            },
            Running.Test);

        Assert.Equal(3, opened);
        Assert.Equal(status == 0 ? 0 : 2, registry.Requests.Of("DELETE").Count); // Sessions nobody goes on with.
        Assert.Equal(3, registry.Requests.Of("POST").Count);
        Assert.Equal(Large, registry.Repository("app").FindBlob(descriptor.Digest.ToString()));
    }

    [Theory]
    [InlineData(500_000, -1)]
    [InlineData(500_000, 1)]
    [InlineData(500_000, 0)]
    [InlineData(512 * 1024, 1)] // The byte too many begins a piece of its own.
    public async Task ASourceThatIsNotWhatItIsNamedByIsFoundHereAndTheUploadCancelled(int length, int difference)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var other = new byte[length + difference];
        var descriptor = Descriptor.Of("text/plain", difference == 0 ? Large : new byte[length]);

        var failure = await TestContent.FailsAsync(
            OciError.ContentMismatch,
            () => TestContent.PushAsync(client.GetRepository(registry.Host, "app"), descriptor, other));

        Assert.Contains(descriptor.Digest.ToString(), failure.Message, StringComparison.Ordinal);
        Assert.Null(registry.Repository("app").FindBlob(descriptor.Digest.ToString()));
        Assert.Single(registry.Requests.Of("DELETE", "/blobs/uploads/"));
    }

    [Fact]
    public async Task ASourceThatCannotBeReadIsNotTheNetworksFault()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.Refused,
            () => client.GetRepository(registry.Host, "app").PushBlobAsync(
                Descriptor.EmptyJson, _ => throw new FileNotFoundException("gone"), Running.Test));

        Assert.Single(registry.Requests.Of("POST"));
    }

    [Fact]
    public async Task ACancelledUploadIsClosed()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var cancel = new CancellationTokenSource();
        registry.On("PUT", "/blobs/uploads/").Before(() => cancel.CancelAsync()).Hang();
        using var client = TestContent.Client();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.GetRepository(registry.Host, "app").PushBlobAsync(
                Descriptor.EmptyJson, _ => ValueTask.FromResult<Stream>(new MemoryStream("{}"u8.ToArray())), cancel.Token));

        Assert.Single(registry.Requests.Of("DELETE", "/blobs/uploads/"));
    }

    [Theory]
    [InlineData("http://attacker.example.org/upload")]
    [InlineData("http://localhost:1/upload")]
    [InlineData("https://localhost/upload")]
    public async Task A14_AnUploadGoesToNoOtherOrigin(string location)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("POST", "/blobs/uploads/").Header("Location", location).Always();
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.UnsafeLocation,
            () => TestContent.PushAsync(
                client.GetRepository(registry.Host, "app"), Descriptor.EmptyJson, Descriptor.EmptyJsonContent));

        Assert.Empty(registry.Requests.Of("PUT"));
    }

    [Fact]
    public async Task AMountSendsNothing()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("base").AddBlob(Large);
        using var client = TestContent.Client();

        Assert.True(await client.GetRepository(registry.Host, "app").MountBlobAsync(descriptor, "base", Running.Test));

        Assert.Equal(Large, registry.Repository("app").FindBlob(descriptor.Digest.ToString()));
        Assert.Single(registry.Requests.All);
    }

    [Fact]
    public async Task ADigestTheRegistryStatesInsteadIsAMismatch()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("PUT", "/blobs/uploads/").Header("Docker-Content-Digest", Digest.Sha256("other"u8).ToString());
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.ContentMismatch,
            () => TestContent.PushAsync(
                client.GetRepository(registry.Host, "app"), Descriptor.EmptyJson, Descriptor.EmptyJsonContent));
    }

    [Fact]
    public async Task AMountAsksForTheRightToPullFromTheOtherRepository()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        var descriptor = registry.Repository("base").AddBlob(Large);
        using var client = TestContent.Client(options => options with { Credentials = new OneCredential(OneCredential.User) });

        Assert.True(await client.GetRepository(registry.Host, "app", RepositoryAccess.PullAndPush)
            .MountBlobAsync(descriptor, "base", Running.Test));

        Assert.Contains(
            registry.Requests.Of("GET", "/token"), request => Uri.UnescapeDataString(request.Query).Contains("repository:base:pull", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AMountThatIsNotDoneClosesItsSession()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { SupportsMount = false });
        var descriptor = registry.Repository("base").AddBlob(Large);
        using var client = TestContent.Client();

        Assert.False(await client.GetRepository(registry.Host, "app").MountBlobAsync(descriptor, "base", Running.Test));

        Assert.Equal(["POST", "DELETE"], registry.Requests.All.Select(r => r.Method));
    }

    [Fact]
    public async Task SessionsOpenedAheadSaveARoundTripAndUnusedOnesAreClosed()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Latency = ScriptedRegistryOptions.ApartWaves });
        registry.Repository("app").AddArtifact("v1");
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        await using (repository.PrepareUploads(3, Running.Test))
        {
            await repository.ResolveAsync("v1", Running.Test);
            await Task.WhenAll(
                TestContent.PushAsync(repository, Descriptor.EmptyJson, Descriptor.EmptyJsonContent),
                TestContent.PushAsync(repository, Descriptor.Of("text/plain", "x"u8), "x"u8.ToArray()));
            Assert.Equal(2, registry.Requests.Waves);
        }

        Assert.Equal(3, registry.Requests.Of("POST").Count);
        Assert.Single(registry.Requests.Of("DELETE"));
    }

    [Fact]
    public async Task ASessionTheRegistryForgotIsReplaced()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("PUT", "/blobs/uploads/").Status(404, code: "BLOB_UPLOAD_UNKNOWN");
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        await using var uploads = repository.PrepareUploads(1, Running.Test);
        await TestContent.PushAsync(repository, Descriptor.EmptyJson, Descriptor.EmptyJsonContent);

        Assert.Equal(2, registry.Requests.Of("POST").Count);
    }
}
