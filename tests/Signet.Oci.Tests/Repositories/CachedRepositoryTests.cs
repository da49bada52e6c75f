using Signet.Oci.Remote;
using Signet.Oci.Repositories;
using Signet.Oci.Tests.Layout;
using Signet.Oci.Tests.Remote;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Repositories;

public sealed class CachedRepositoryTests : IAsyncLifetime
{
    private static readonly byte[] Large = MakeContent(3_000_000);
    private readonly TemporaryDirectory _folder = new();
    private ScriptedRegistry _registry = null!;
    private RegistryClient _client = null!;

    private string Cache => _folder["cache"];

    public async ValueTask InitializeAsync()
    {
        _registry = await ScriptedRegistry.StartAsync();
        _client = TestContent.Client();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task WhatWasReadOnceIsNotFetchedAgain_AndTagsAreAskedForAlways()
    {
        var first = _registry.Repository("app").AddArtifact("v1");
        var blob = _registry.Repository("app").AddBlob(Large);
        await ReadAllAsync("v1", blob);
        _registry.Requests.Clear();

        await ReadAllAsync("v1", blob);

        Assert.Empty(_registry.Requests.Of("GET"));
        Assert.Single(_registry.Requests.Of("HEAD", "/manifests/v1"));

        var second = _registry.Repository("app").AddArtifact("v1", artifactType: "application/vnd.example.second");
        using var cached = Open();
        Assert.NotEqual(first.Digest, second.Digest);
        Assert.Equal(second.Digest, (await cached.FetchManifestAsync("v1", Running.Test)).Descriptor.Digest);
    }

    [Theory]
    [InlineData("blob")]
    [InlineData("small blob")]
    [InlineData("manifest")]
    public async Task WhatIsDamagedInTheCacheIsFetchedAnew(string what)
    {
        var manifest = _registry.Repository("app").AddArtifact("v1");
        var blob = _registry.Repository("app").AddBlob(Large);
        await ReadAllAsync("v1", blob);
        var config = Descriptor.EmptyJson.Bare();
        var damaged = what switch { "blob" => blob, "small blob" => config, _ => manifest };
        var file = FileOf(damaged);
        var content = await File.ReadAllBytesAsync(file, Running.Test);
        content[^1] ^= 1;
        LayoutFixture.Damage(Cache, damaged.Digest, content);
        _registry.Requests.Clear();

        await ReadAllAsync("v1", blob);

        Assert.Single(_registry.Requests.Of("GET"));
        Assert.True(damaged.Digest.Matches(await File.ReadAllBytesAsync(file, Running.Test)));
    }

    [Fact]
    public async Task AForgedBlobDoesNotGetIntoTheCache()
    {
        var blob = _registry.Repository("app").AddBlob(Large);
        _registry.On("GET", "/blobs/").Always().Change(content => [.. content.Select(b => (byte)(b ^ 1))]);
        using var cached = Open();

        await TestContent.FailsAsync(OciError.ContentMismatch, () => cached.OpenBlobAsync(blob, Running.Test));

        Assert.False(File.Exists(FileOf(blob)));
    }

    [Fact]
    public async Task ALargeBlobGoesOnWhereAKilledTransferStopped()
    {
        var blob = _registry.Repository("app").AddBlob(Large);
        Directory.CreateDirectory(Path.Combine(Cache, "ingest"));
        await File.WriteAllBytesAsync(
            Path.Combine(Cache, "ingest", $"signet-partial-sha256-{blob.Digest.Hex}"), Large[..2_000_000], Running.Test);
        var fetched = new List<long>();
        using var cached = Open();
        cached.Fetched = (_, bytes) => fetched.Add(bytes);

        Assert.Equal(Large, await ReadAsync(cached, blob));

        Assert.Equal("bytes=2000000-2999999", Assert.Single(_registry.Requests.Of("GET")).Header("Range"));
        Assert.Equal(Large.Length, fetched[^1]);
    }

    [Fact]
    public async Task ACacheThatCannotBeWrittenIsNamed()
    {
        await File.WriteAllTextAsync(Cache, "a file", Running.Test);
        _registry.Repository("app").AddArtifact("v1");
        using var cached = Open();

        var failure = await TestContent.FailsAsync(OciError.Refused, () => cached.FetchManifestAsync("v1", Running.Test));

        Assert.Contains($"in the cache {Cache}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ItIsForReading()
    {
        using var cached = Open();

        await TestContent.FailsAsync(OciError.Unsupported, async () => await cached.TagAsync(Descriptor.EmptyJson, "v2", Running.Test));
    }

    private CachedRepository Open() =>
        new(_client.GetRepository(_registry.Host, "app"), Cache, OciLimits.Default, TimeProvider.System);

    private async Task ReadAllAsync(string tag, Descriptor blob)
    {
        using var cached = Open();
        var manifest = await cached.FetchManifestAsync(tag, Running.Test);
        Assert.Equal("{}"u8.ToArray(), await cached.FetchBlobAsync(manifest.Config!, 100, Running.Test));
        Assert.Equal(Large, await ReadAsync(cached, blob));
    }

    private static async Task<byte[]> ReadAsync(CachedRepository repository, Descriptor blob)
    {
        await using var stream = await repository.OpenBlobAsync(blob, Running.Test);
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory, Running.Test);
        return memory.ToArray();
    }

    private string FileOf(Descriptor descriptor) => Path.Combine(Cache, "blobs", "sha256", descriptor.Digest.Hex);

    private static byte[] MakeContent(int length)
    {
        var content = new byte[length];
        new Random(1).NextBytes(content);
        return content;
    }
}
