using Signet.Oci.Credentials;
using Signet.Oci.Remote;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.Remote.Authentication;

public sealed class AuthenticationTests
{
    private static readonly Credential User = OneCredential.User;

    [Fact]
    public async Task BasicIsSentOnlyAfterTheRegistryAsked_ThenAlways()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Basic });
        using var client = Client(User);
        var repository = client.GetRepository(registry.Host, "app");

        await TestContent.PushArtifactAsync(repository, "v1");
        await repository.ResolveAsync("v1", Running.Test);

        var requests = registry.Requests.All.ToList();
        Assert.Null(requests[0].Header("Authorization"));
        Assert.All(requests.Skip(1), r => Assert.StartsWith("Basic ", r.Header("Authorization"), StringComparison.Ordinal));
        Assert.Single(requests, r => r.StatusCode == 401);
    }

    [Fact]
    public async Task BasicWithoutACredentialSaysSo()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Basic });
        using var client = Client(null);

        var failure = await TestContent.FailsAsync(
            OciError.Unauthorized, () => client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));

        Assert.Equal($"HEAD \"{registry.Url}/v2/app/manifests/v1\": basic credential not found", failure.Message);
    }

    [Fact]
    public async Task AWrongPasswordIsTriedOnceAndNeverShown()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Basic });
        using var client = Client(User with { Password = "wrong-secret" });
        var repository = client.GetRepository(registry.Host, "app");

        var head = await TestContent.FailsAsync(OciError.Unauthorized, () => repository.ResolveAsync("v1", Running.Test));
        var get = await TestContent.FailsAsync(OciError.Unauthorized, () => repository.FetchManifestAsync("v1", Running.Test));

        Assert.Contains("response status code 401: Unauthorized", head.Message, StringComparison.Ordinal);
        Assert.Contains("response status code 401: unauthorized: authentication required", get.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", head + get.ToString(), StringComparison.Ordinal);
        Assert.Equal(401, head.StatusCode);
        Assert.Equal(3, registry.Requests.Count);
    }

    [Fact]
    public async Task ConcurrentFirstRequestsShareOneTokenFetch()
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, Latency = ScriptedRegistryOptions.ApartWaves });
        var subject = registry.Repository("app").AddArtifact("v1");
        using var client = Client(User);
        var repository = client.GetRepository(registry.Host, "app");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => repository.ResolveAsync("v1", Running.Test)));
        await TestContent.ToListAsync(repository.ListReferrersAsync(subject.Digest, null, Running.Test));

        var token = Assert.Single(registry.Requests.All, r => r.Path == "/token");
        Assert.Contains("service=registry.example.com", token.Query, StringComparison.Ordinal);
        Assert.Contains("scope=repository%3Aapp%3Apull", token.Query, StringComparison.Ordinal);
        Assert.StartsWith("Basic ", token.Header("Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnonymousTokenIsFetchedWithoutACredential()
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, AnonymousPull = true });
        registry.Repository("app").AddArtifact("v1");
        using var client = Client(null);

        await client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test);

        Assert.Null(Assert.Single(registry.Requests.All, r => r.Path == "/token").Header("Authorization"));
    }

    [Fact]
    public async Task ARepositoryOpenedForPushingAsksForOneTokenOnly()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        registry.Repository("app").AddArtifact("v0");
        using var client = Client(User);
        var repository = client.GetRepository(registry.Host, "app", RepositoryAccess.PullAndPush);

        await repository.ResolveAsync("v0", Running.Test);
        await TestContent.PushArtifactAsync(repository, "v1");

        Assert.Contains(
            "scope=repository%3Aapp%3Apull%2Cpush",
            Assert.Single(registry.Requests.All, r => r.Path == "/token").Query,
            StringComparison.Ordinal);
        Assert.Single(registry.Requests.All, r => r.StatusCode == 401);
    }

    [Fact]
    public async Task AnIdentityTokenBuysAccessTokensByPost()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        registry.Repository("app").AddArtifact("v1");
        using var client = Client(new Credential { RefreshToken = "refresh-example" });

        await client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test);

        var token = Assert.Single(registry.Requests.All, r => r.Path == "/token");
        Assert.Equal("POST", token.Method);
        Assert.Equal("", token.Query);
    }

    [Fact]
    public async Task ARegistryTokenIsSentAsItIs()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        registry.Repository("app").AddArtifact("v1");
        registry.On("*", r => r.Header("Authorization") != "Bearer static-token")
            .Header("WWW-Authenticate", $"Bearer realm=\"{registry.Url}/token\"").Status(401).Always();
        using var client = Client(new Credential { AccessToken = "static-token" });

        await client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test);

        Assert.DoesNotContain(registry.Requests.All, r => r.Path == "/token");
    }

    [Fact]
    public async Task ARevokedTokenIsReplacedOnce()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        registry.Repository("app").AddArtifact("v1");
        using var client = Client(User);
        var repository = client.GetRepository(registry.Host, "app");
        await repository.ResolveAsync("v1", Running.Test);

        registry.RevokeTokens();
        await repository.ResolveAsync("v1", Running.Test);

        Assert.Equal(2, registry.Requests.Of("GET", "/token").Count);
    }

    [Fact]
    public async Task ATokenThatIsNeverAcceptedEndsTheRequest()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        registry.On("HEAD", "/manifests/").Header("WWW-Authenticate", $"Bearer realm=\"{registry.Url}/token\"").Status(401).Always();
        using var client = Client(User);

        await TestContent.FailsAsync(
            OciError.Unauthorized, () => client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));

        Assert.Single(registry.Requests.Of("GET", "/token"));
        Assert.Equal(2, registry.Requests.Of("HEAD").Count);
    }

    [Fact]
    public async Task AnExpiredTokenIsNotUsed()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        registry.Repository("app").AddArtifact("v1");
        var clock = new ShiftedClock();
        using var client = Client(User, clock);
        var repository = client.GetRepository(registry.Host, "app");

        await repository.ResolveAsync("v1", Running.Test);
        clock.Shift = TimeSpan.FromSeconds(200);
        await repository.ResolveAsync("v1", Running.Test);
        Assert.Single(registry.Requests.Of("GET", "/token"));
        clock.Shift = TimeSpan.FromSeconds(400);
        await repository.ResolveAsync("v1", Running.Test);

        Assert.Equal(2, registry.Requests.Of("GET", "/token").Count);
        Assert.Single(registry.Requests.All, r => r.StatusCode == 401);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"token\":\"a\\r\\nX-Evil: 1\"}")]
    [InlineData("{\"token\":\"a\",\"token\":\"b\"}")]
    [InlineData("not json")]
    public async Task ATokenReplyThatCannotBeUsedIsMalformed(string reply)
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        registry.On("GET", "/token").Body(System.Text.Encoding.UTF8.GetBytes(reply), "application/json");
        using var client = Client(User);

        await TestContent.FailsAsync(
            OciError.Malformed, () => client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));
    }

    [Fact]
    public async Task AnEndlessTokenReplyIsCutOff()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        registry.On("GET", "/token").Body(new byte[200 * 1024], "application/json");
        using var client = Client(User);

        await TestContent.FailsAsync(
            OciError.LimitExceeded, () => client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));
    }

    [Fact]
    public async Task A14_TheTokenServiceOfAnotherHostOnPlainHttpGetsNothing()
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new() { Authentication = RegistryAuthentication.Bearer, Realm = "http://attacker.example.org/token" });
        using var client = Client(User);

        await TestContent.FailsAsync(
            OciError.UnsafeLocation, () => client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));
    }

    [Fact]
    public async Task A14_TokensOfOneHostAreNotUsedForAnother()
    {
        await using var one = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        await using var other = await ScriptedRegistry.StartAsync();
        one.Repository("app").AddArtifact("v1");
        other.Repository("app").AddArtifact("v1");
        using var client = Client(User);

        await client.GetRepository(one.Host, "app").ResolveAsync("v1", Running.Test);
        await client.GetRepository(other.Host, "app").ResolveAsync("v1", Running.Test);

        Assert.All(other.Requests.All, r => Assert.Null(r.Header("Authorization")));
    }

    [Fact]
    public async Task A14_ATokenRequestIsNotRedirectedToAnotherHostWithThePassword()
    {
        await using var attacker = await ScriptedRegistry.StartAsync();
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = RegistryAuthentication.Bearer });
        registry.On("GET", "/token").RedirectTo($"{attacker.Url}/token").Always();
        using var client = Client(User);

        await Assert.ThrowsAsync<OciException>(
            () => client.GetRepository(registry.Host, "app").ResolveAsync("v1", Running.Test));

        Assert.All(attacker.Requests.All, r => Assert.Null(r.Header("Authorization")));
    }

    [Theory]
    [InlineData(RegistryAuthentication.Basic)]
    [InlineData(RegistryAuthentication.Bearer)]
    public async Task PingAcceptsTheRightPasswordAndRefusesTheWrongOne(RegistryAuthentication authentication)
    {
        await using var registry = await ScriptedRegistry.StartAsync(new() { Authentication = authentication });
        using var right = Client(User);
        using var wrong = Client(User with { Password = "other" });

        await right.PingAsync(registry.Host, Running.Test);
        await TestContent.FailsAsync(OciError.Unauthorized, () => wrong.PingAsync(registry.Host, Running.Test));
    }

    private static RegistryClient Client(Credential? credential, TimeProvider? clock = null) => new(new RegistryClientOptions
    {
        Credentials = new OneCredential(credential),
        Retry = TestContent.QuickRetries,
        TimeProvider = clock ?? TimeProvider.System,
    });

    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
    }
}
