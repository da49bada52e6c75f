using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Remote.Transport;

public sealed class TlsTests
{
    [Fact]
    public async Task Http2IsUsedOverTlsWithTheGivenCa()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Tls = true });
        using var client = TestContent.Client(o => o with { CaFile = registry.CaFile, IsPlainHttp = _ => false });
        var repository = client.GetRepository(registry.Host, "app");

        var pushed = await TestContent.PushArtifactAsync(repository, "v1", new string('x', 300_000));
        var manifest = await repository.FetchManifestAsync("v1", Running.Test);
        await using var blob = await repository.OpenBlobAsync(manifest.Layers[0], Running.Test);
        using var copy = new MemoryStream();
        await blob.CopyToAsync(copy, Running.Test);

        Assert.Equal(pushed, manifest.Descriptor);
        Assert.Equal(300_000, copy.Length);
        Assert.All(registry.Requests.All, r => Assert.Equal("HTTP/2", r.Protocol));
        Assert.Single(registry.Requests.All.Select(r => r.ConnectionId).Distinct());
    }

    [Fact]
    public async Task ACertificateOfAnUnknownCaIsRefusedAtOnce()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Tls = true });
        using var client = TestContent.Client(o => o with { IsPlainHttp = _ => false });

        await TestContent.FailsAsync(
            OciError.Unreachable, () => client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));

        Assert.Empty(registry.Requests.All);
    }

    [Fact]
    public async Task AGivenCaReplacesTheOthers()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Tls = true });
        await using var other = await ScriptedRegistry.StartAsync(new() { Tls = true });
        using var client = TestContent.Client(o => o with { CaFile = other.CaFile, IsPlainHttp = _ => false });

        await TestContent.FailsAsync(
            OciError.Unreachable, () => client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a certificate")]
    [InlineData(null)]
    public async Task ACaFileWithoutCertificatesMakesNoClient(string? content)
    {
        using var directory = new TemporaryDirectory();
        var path = directory["ca.pem"];
        if (content is not null)
        {
            await File.WriteAllTextAsync(path, content, Running.Test);
        }

        var failure = Assert.Throws<OciException>(() => TestContent.Client(o => o with { CaFile = path }));

        Assert.Equal(OciError.Malformed, failure.Error);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }
}
