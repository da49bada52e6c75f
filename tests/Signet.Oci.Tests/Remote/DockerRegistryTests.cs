using Signet.Oci.Remote;
using Signet.TestKit.Peers;

namespace Signet.Oci.Tests.Remote;

/// <summary>The client against the real docker-registry, which has no referrers API.</summary>
public sealed class DockerRegistryTests
{
    [Fact]
    public async Task WhatIsPushedCanBeResolvedFetchedListedAndDeleted()
    {
        await using var registry = await StartAsync();
        using var client = new RegistryClient();
        var repository = client.GetRepository(registry.Host, "app/web");

        var pushed = await TestContent.PushArtifactAsync(repository, "v1");

        Assert.Equal(pushed, await repository.ResolveAsync("v1", Running.Test));
        Assert.Equal(pushed, await repository.ResolveAsync(pushed.Digest.ToString(), Running.Test));
        var manifest = await repository.FetchManifestAsync("v1", Running.Test);
        Assert.Equal(pushed, manifest.Descriptor);
        var layer = Assert.Single(manifest.Layers);
        Assert.Equal("content"u8.ToArray(), await repository.FetchBlobAsync(layer, 100, Running.Test));
        await repository.TagAsync(pushed, "v2", Running.Test);
        Assert.Equal(["v1", "v2"], await TestContent.ToListAsync(repository.ListTagsAsync(null, Running.Test)));
        Assert.True(await repository.ExistsAsync(pushed, Running.Test));
        Assert.True(await client.GetRepository(registry.Host, "other").MountBlobAsync(layer, "app/web", Running.Test));
        var failure = await TestContent.FailsAsync(OciError.NotFound, () => repository.ResolveAsync("v3", Running.Test));
        Assert.Equal($"{registry.Host}/app/web:v3: not found", failure.Message);
    }

    [Fact]
    public async Task ReferrersAreKeptUnderTheFallbackTag()
    {
        await using var registry = await StartAsync();
        using var client = new RegistryClient();
        var repository = client.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");
        Assert.Empty(await TestContent.ToListAsync(repository.ListReferrersAsync(subject.Digest, null, Running.Test)));

        foreach (var name in new[] { "one", "two" })
        {
            var (descriptor, content) = TestContent.Referrer(subject, name);
            var pushed = await repository.PushManifestAsync(descriptor, content, null, Running.Test);
            Assert.True(pushed.UsedReferrersTag);
        }

        var listed = await TestContent.ToListAsync(
            repository.ListReferrersAsync(subject.Digest, TestContent.SignatureType, Running.Test));
        Assert.Equal(["one", "two"], listed.Select(d => d.Annotations!["com.example.name"]));
    }

    [Fact]
    public async Task TenParallelClientsLoseNoReferrer()
    {
        await using var registry = await StartAsync();
        using var first = new RegistryClient();
        var repository = first.GetRepository(registry.Host, "app");
        var subject = await TestContent.PushArtifactAsync(repository, "v1");

        await Task.WhenAll(Enumerable.Range(0, 10).Select(async n =>
        {
            using var client = new RegistryClient();
            var (descriptor, content) = TestContent.Referrer(subject, $"writer-{n}");
            await client.GetRepository(registry.Host, "app").PushManifestAsync(descriptor, content, null, Running.Test);
        }));

        var listed = await TestContent.ToListAsync(repository.ListReferrersAsync(subject.Digest, null, Running.Test));
        Assert.Equal(
            Enumerable.Range(0, 10).Select(n => $"writer-{n}"), listed.Select(d => d.Annotations!["com.example.name"]).Order());
    }

    private static async Task<DockerRegistryServer> StartAsync()
    {
        try
        {
            return await DockerRegistryServer.StartAsync();
        }
        catch (PeerMissingException e)
        {
            Assert.Skip(e.Message);
            throw;
        }
    }
}
