using System.Text;
using Signet.Oci.Manifests;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Remote;

public sealed class ManifestTests
{
    [Fact]
    public async Task ResolvingIsOneRequest()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var expected = registry.Repository("app").AddArtifact("v1");
        using var client = TestContent.Client();

        Assert.Equal(expected, await client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));

        var request = Assert.Single(registry.Requests.All);
        Assert.Equal("HEAD", request.Method);
        Assert.Contains(MediaTypes.ImageIndex, request.Header("Accept"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Docker-Content-Digest")]
    [InlineData("Content-Type")]
    public async Task WithoutTheHeaderTheContentSaysWhatItIs(string header)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var expected = registry.Repository("app").AddArtifact("v1");
        registry.On("HEAD", "/manifests/").Header(header, null).Always();
        using var client = TestContent.Client();

        Assert.Equal(expected, await client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));
        Assert.Equal(
            expected, await client.GetRepository(registry.Host, "app").ResolveAsync(expected.Digest.ToString(), Running.Test));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task ARegistryThatMissesABlobForAMomentIsAskedAgain(int times)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("PUT", "/manifests/").Times(times).Status(400, code: "MANIFEST_BLOB_UNKNOWN");
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        var pushed = await TestContent.PushArtifactAsync(repository, "v1");

        Assert.Equal(pushed, await repository.ResolveAsync("v1", Running.Test));
        Assert.Equal(times + 1, registry.Requests.Of("PUT", "/manifests/").Count);
    }

    [Fact]
    public async Task AManifestWhoseBlobStaysMissingIsRefusedForThatReason()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("PUT", "/manifests/").Always().Status(400, code: "MANIFEST_BLOB_UNKNOWN");
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        var failure = await TestContent.FailsAsync(
            OciError.ReferencedContentMissing, () => TestContent.PushArtifactAsync(repository, "v1"));

        Assert.Contains("manifest blob unknown", failure.Message, StringComparison.Ordinal);
        Assert.Equal(3, registry.Requests.Of("PUT", "/manifests/").Count);
    }

    [Fact]
    public async Task A6_AnotherDigestThanAskedForIsAMismatch_OnHeadAndOnGet()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var stored = registry.Repository("app");
        var asked = stored.AddArtifact("v1");
        var other = stored.AddArtifact("v2", annotations: new Dictionary<string, string> { ["a"] = "b" });
        registry.On("HEAD", "/manifests/").Header("Docker-Content-Digest", other.Digest.ToString()).Always();
        stored.SetManifest(asked.Digest.ToString(), stored.FindManifest("v2")!.Value.Manifest);
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        var head = await TestContent.FailsAsync(
            OciError.ContentMismatch, () => repository.ResolveAsync(asked.Digest.ToString(), Running.Test));
        await TestContent.FailsAsync(
            OciError.ContentMismatch, () => repository.FetchManifestAsync(asked.Digest.ToString(), Running.Test));
        await TestContent.FailsAsync(OciError.ContentMismatch, () => repository.FetchManifestAsync(asked, Running.Test));

        Assert.Contains(
            $"user input digest {asked.Digest} does not match the resolved digest {other.Digest}", head.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A6_ALieAboutTheDigestOfATagIsFoundWhenTheContentIsThere()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.Repository("app").AddArtifact("v1");
        registry.On("GET", "/manifests/").Header("Docker-Content-Digest", Digest.Sha256("lie"u8).ToString()).Always();
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.ContentMismatch,
            () => client.GetRepository(registry.Host, "app").FetchManifestAsync("v1", Running.Test));
    }

    [Fact]
    public async Task A6_ALieAboutSizeOrMediaTypeIsAMismatch()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddArtifact("v1");
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        foreach (var lie in new[]
        {
            descriptor with { Size = descriptor.Size - 1 },
            descriptor with { Size = descriptor.Size + 1 },
            descriptor with { MediaType = MediaTypes.ImageIndex },
        })
        {
            await TestContent.FailsAsync(OciError.ContentMismatch, () => repository.FetchManifestAsync(lie, Running.Test));
        }
    }

    [Fact]
    public async Task A6_ADocumentOfAnotherTypeThanItsHeaderIsRefused()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.Repository("app").AddManifest(
            Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.ImageIndex}}","manifests":[]}"""),
            MediaTypes.ImageManifest,
            "v1");
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.ContentMismatch,
            () => client.GetRepository(registry.Host, "app").FetchManifestAsync("v1", Running.Test));
    }

    [Fact]
    public async Task A11_ATagThatMovesBetweenResolveAndFetchGivesEachTimeOneWholeManifest()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var stored = registry.Repository("app");
        var first = stored.AddArtifact("v1");
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        var resolved = await repository.ResolveAsync("v1", Running.Test);
        var moved = stored.AddArtifact("v1", annotations: new Dictionary<string, string> { ["moved"] = "yes" });

        Assert.Equal(first, resolved);
        Assert.Equal(first, (await repository.FetchManifestAsync(resolved, Running.Test)).Descriptor);
        Assert.Equal(moved, (await repository.FetchManifestAsync("v1", Running.Test)).Descriptor);
    }

    [Fact]
    public async Task A4_AManifestOverTheLimitIsNotRead()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.Repository("app").AddManifest(new byte[2000], tag: "v1");
        using var client = TestContent.Client(o => o with { Limits = new OciLimits { ManifestBytes = 1000 } });
        var repository = client.GetRepository(registry.Host, "app");

        await TestContent.FailsAsync(OciError.LimitExceeded, () => repository.FetchManifestAsync("v1", Running.Test));
        var descriptor = new Descriptor { MediaType = MediaTypes.ImageManifest, Digest = Digest.Sha256("x"u8), Size = 1001 };
        registry.Requests.Clear();
        await TestContent.FailsAsync(OciError.LimitExceeded, () => repository.FetchManifestAsync(descriptor, Running.Test));
        Assert.Empty(registry.Requests.All);
    }

    [Fact]
    public async Task A4_ACompressedAnswerNobodyAskedForIsRefused()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.Repository("app").AddArtifact("v1");
        registry.On("GET", "/manifests/").Header("Content-Encoding", "gzip").Always();
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.Malformed, () => client.GetRepository(registry.Host, "app").FetchManifestAsync("v1", Running.Test));

        Assert.All(registry.Requests.All, r => Assert.Null(r.Header("Accept-Encoding")));
    }

    [Fact]
    public async Task A5_AManifestThatDripsInEndsAtTheTimeBudget()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.Repository("app").AddArtifact("v1");
        registry.On("GET", "/manifests/").SlowDrip(1, TimeSpan.FromMilliseconds(20)).Always();
        using var client = TestContent.Client(o => o with
        {
            Limits = new OciLimits { SmallBodyTimeout = TimeSpan.FromMilliseconds(200) },
            Retry = TestContent.QuickRetries with { MaxAttempts = 2 },
        });

        var failure = await TestContent.FailsAsync(
            OciError.TimedOut, () => client.GetRepository(registry.Host, "app").FetchManifestAsync("v1", Running.Test));

        Assert.True(failure.IsTransient);
    }

    [Theory]
    [InlineData("../blobs/x")]
    [InlineData("v1?x=y")]
    [InlineData("a b")]
    [InlineData("")]
    [InlineData("sha256:abc")]
    public async Task WhatIsNoReferenceNeverBecomesAnAddress(string reference)
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();

        await Assert.ThrowsAsync<FormatException>(
            async () => await client.GetRepository(registry.Host, "app").ResolveAsync(reference, Running.Test));

        Assert.Empty(registry.Requests.All);
    }

    [Theory]
    [InlineData("localhost:5000/x", "app")]
    [InlineData("user@localhost:5000", "app")]
    [InlineData("", "app")]
    [InlineData("localhost:5000", "../app")]
    [InlineData("localhost:5000", "App")]
    public void WhatIsNoRegistryOrRepositoryIsRefused(string registry, string repository)
    {
        using var client = TestContent.Client();

        Assert.Throws<FormatException>(() => client.GetRepository(registry, repository));
    }

    [Fact]
    public async Task ATagMovesToAManifestThatIsThere()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddArtifact("v1");
        using var client = TestContent.Client();

        await client.GetRepository(registry.Host, "app").TagAsync(descriptor, "latest", Running.Test);

        Assert.Equal(descriptor.Digest.ToString(), registry.Repository("app").Tags["latest"]);
    }

    [Fact]
    public async Task A15_PushedBytesArriveUnchangedAndAMismatchNeverLeaves()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");
        var content = Encoding.UTF8.GetBytes($$"""
            { "schemaVersion" : 2, "mediaType":"{{MediaTypes.ImageIndex}}",   "manifests": [] }
            """);
        var descriptor = Descriptor.Of(MediaTypes.ImageIndex, content);

        await repository.PushManifestAsync(descriptor, content, "v1", Running.Test);
        Assert.Equal(content, registry.Repository("app").FindManifest("v1")!.Value.Manifest.Content);

        registry.Requests.Clear();
        await TestContent.FailsAsync(
            OciError.ContentMismatch,
            () => repository.PushManifestAsync(descriptor, "{}"u8.ToArray(), "v2", Running.Test));
        Assert.Empty(registry.Requests.All);
    }

    [Fact]
    public async Task A6_ARegistryThatStoredSomethingElseIsNamed()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("PUT", "/manifests/").Header("Docker-Content-Digest", Digest.Sha256("other"u8).ToString()).Always();
        using var client = TestContent.Client();
        var content = ManifestWriter.WriteIndex([]);

        await TestContent.FailsAsync(
            OciError.ContentMismatch,
            () => client.GetRepository(registry.Host, "app")
                .PushManifestAsync(Descriptor.Of(MediaTypes.ImageIndex, content), content, "v1", Running.Test));
    }

    [Fact]
    public async Task TagsAreListedOverAllPagesAndAfterTheLastOne()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { PageSize = 2 });
        foreach (var tag in new[] { "a", "b", "c", "d", "e" })
        {
            registry.Repository("app").AddArtifact(tag);
        }

        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        Assert.Equal(["a", "b", "c", "d", "e"], await TestContent.ToListAsync(repository.ListTagsAsync(null, Running.Test)));
        Assert.Equal(["d", "e"], await TestContent.ToListAsync(repository.ListTagsAsync("c", Running.Test)));
        await TestContent.FailsAsync(
            OciError.NotFound,
            () => TestContent.ToListAsync(client.GetRepository(registry.Host, "none").ListTagsAsync(null, Running.Test)));
    }

    [Fact]
    public async Task DeletingIsReportedWhenThereIsNothingToDelete()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        var descriptor = registry.Repository("app").AddArtifact("v1");
        using var client = TestContent.Client();
        var repository = client.GetRepository(registry.Host, "app");

        await repository.DeleteManifestAsync(descriptor, Running.Test);

        Assert.Empty(registry.Repository("app").Tags);
        await TestContent.FailsAsync(OciError.NotFound, () => repository.DeleteManifestAsync(descriptor, Running.Test));
    }

    [Fact]
    public async Task AManifestThatCannotBeReadCanBeDeleted()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { ReferrersApi = false });
        var descriptor = registry.Repository("app").AddManifest("damaged"u8, tag: "v1");
        using var client = TestContent.Client();

        await client.GetRepository(registry.Host, "app").DeleteManifestAsync(descriptor, Running.Test);

        Assert.Empty(registry.Repository("app").ManifestDigests);
    }
}
