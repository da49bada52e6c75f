using Signet.Oci.Remote.Transport;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Remote.Transport;

public sealed class RedirectTests
{
    [Fact]
    public async Task A14_ABlobIsFetchedFromAnotherHostWithoutCredentials()
    {
        var content = "stored elsewhere"u8.ToArray();
        await using var storage = await ScriptedRegistry.StartAsync();
        storage.On("GET", "^/bucket/").Body(content, "application/octet-stream").Always();
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Basic });
        var descriptor = registry.Repository("app").AddBlob(content);
        registry.On("GET", r => r.Path.Contains("/blobs/", StringComparison.Ordinal) && r.Header("Authorization") is not null)
            .RedirectTo($"{storage.Url}/bucket/blob?X-Amz-Signature=example").Always();
        using var client = TestContent.Client(o => o with
        {
            Credentials = new OneCredential(OneCredential.User),
        });

        var fetched = await client.GetRepository(registry.Host, "app").FetchBlobAsync(descriptor, 1000, Running.Test);

        Assert.Equal(content, fetched);
        var request = Assert.Single(storage.Requests.All);
        Assert.Null(request.Header("Authorization"));
        Assert.Null(request.Header("Cookie"));
    }

    [Fact]
    public async Task A14_AnotherHostsChallengeIsNotAnsweredWithThisRegistrysPassword()
    {
        await using var attacker = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Basic });
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("GET", "/blobs/").RedirectTo($"{attacker.Url}/v2/app/blobs/x").Always();
        var descriptor = registry.Repository("app").AddBlob("x"u8);
        using var client = TestContent.Client(o => o with
        {
            Credentials = new OneCredential(OneCredential.User),
        });

        await TestContent.FailsAsync(
            OciError.Unauthorized,
            () => client.GetRepository(registry.Host, "app").FetchBlobAsync(descriptor, 1000, Running.Test));

        Assert.Null(Assert.Single(attacker.Requests.All).Header("Authorization"));
    }

    [Fact]
    public async Task A14_ARedirectFromHttpsToPlainHttpIsRefused()
    {
        await using var plain = await ScriptedRegistry.StartAsync();
        await using var registry = await ScriptedRegistry.StartAsync(new() { Tls = true });
        registry.On("GET", "/blobs/").RedirectTo($"{plain.Url}/blob").Always();
        var descriptor = registry.Repository("app").AddBlob("x"u8);
        using var client = TestContent.Client(o => o with { CaFile = registry.CaFile, IsPlainHttp = _ => false });

        await TestContent.FailsAsync(
            OciError.UnsafeLocation,
            () => client.GetRepository(registry.Host, "app").FetchBlobAsync(descriptor, 1000, Running.Test));

        Assert.Empty(plain.Requests.All);
    }

    [Fact]
    public async Task ARedirectToItselfEndsAtTheLimit()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("HEAD", "/manifests/").RedirectTo("/v2/app/manifests/v1").Always();
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.LimitExceeded, () => client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));

        Assert.Equal(OciLimits.Default.Redirects + 1, registry.Requests.Count);
    }

    [Fact]
    public async Task A14_AManifestIsNotPushedToAnotherHost()
    {
        await using var attacker = await ScriptedRegistry.StartAsync();
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.On("PUT", "/manifests/").RedirectTo($"{attacker.Url}/v2/app/manifests/v1").Always();
        using var client = TestContent.Client();

        await TestContent.FailsAsync(
            OciError.UnsafeLocation,
            () => TestContent.PushArtifactAsync(client.GetRepository(registry.Host, "app"), "v1"));

        Assert.Empty(attacker.Requests.All);
    }

    [Theory]
    [InlineData("https://registry.example.com/v2/", "https://169.254.169.254/latest/meta-data")]
    [InlineData("https://registry.example.com/v2/", "https://localhost/x")]
    [InlineData("https://registry.example.com/v2/", "https://[::ffff:127.0.0.1]/x")]
    [InlineData("https://registry.example.com/v2/", "https://user:pw@cdn.example.com/x")]
    [InlineData("https://registry.example.com/v2/", "http://registry.example.com/x")]
    public void A14_ARedirectToAPlaceThatCouldHarmIsRefused(string from, string to) =>
        Assert.Equal(OciError.UnsafeLocation, Assert.Throws<OciException>(() => Target(from, to)).Error);

    [Theory]
    [InlineData("https://registry.example.com/v2/", "https://cdn.example.org/x", "https://cdn.example.org/x")]
    [InlineData("https://registry.example.com/v2/a", "/x", "https://registry.example.com/x")]
    [InlineData("https://registry.example.com/v2/", "https://10.0.0.7/minio", "https://10.0.0.7/minio")]
    public void AnOrdinaryRedirectIsFollowed(string from, string to, string expected) =>
        Assert.Equal(new Uri(expected), Target(from, to));

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public void ARedirectToNothingUsableIsMalformed(string to) =>
        Assert.Equal(
            OciError.Malformed,
            Assert.Throws<OciException>(() => Target("https://registry.example.com/v2/", to)).Error);

    private static Uri Target(string from, string to)
    {
        using var response = new HttpResponseMessage(System.Net.HttpStatusCode.TemporaryRedirect);
        response.Headers.TryAddWithoutValidation("Location", to);
        return RedirectRules.Target(HttpMethod.Get, new Uri(from), response);
    }
}
