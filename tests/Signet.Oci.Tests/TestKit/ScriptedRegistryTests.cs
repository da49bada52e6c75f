using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Signet.TestKit.Registries;

namespace Signet.Oci.Tests.TestKit;

public sealed class ScriptedRegistryTests
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("hello, registry");

    [Fact]
    public async Task StoresWhatIsPushed()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(registry.Url) };
        var digest = Digest.Sha256(Content);

        using var started = await http.PostAsync("/v2/a/b/blobs/uploads/", null, Stop);
        using var finished = await http.PutAsync($"{started.Headers.Location}&digest={digest}", new ByteArrayContent(Content), Stop);
        using var wrong = await http.PostAsync($"/v2/a/b/blobs/uploads/?digest={digest}", new ByteArrayContent([1]), Stop);
        using var mounted = await http.PostAsync($"/v2/c/blobs/uploads/?mount={digest}&from=a/b", null, Stop);
        using var range = new HttpRequestMessage(HttpMethod.Get, $"/v2/c/blobs/{digest}") { Headers = { Range = new RangeHeaderValue(7, null) } };
        using var part = await http.SendAsync(range, Stop);

        Assert.Equal(HttpStatusCode.Created, finished.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.Created, mounted.StatusCode);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal("registry", await part.Content.ReadAsStringAsync(Stop));
        Assert.Equal([1, 2, 3, 4, 5], registry.Requests.All.Select(request => request.Number));
    }

    [Fact]
    public async Task ListsReferrersByPagesAndType()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new ScriptedRegistryOptions { PageSize = 2 });
        using var http = new HttpClient { BaseAddress = new Uri(registry.Url) };
        var repository = registry.Repository("app");
        var subject = repository.AddArtifact("v1");
        for (var i = 0; i < 3; i++)
        {
            repository.AddArtifact(subject: subject, artifactType: "text/a", annotations: new Dictionary<string, string> { ["n"] = $"{i}" });
        }

        repository.AddArtifact(subject: subject, artifactType: "text/b");

        using var first = await http.GetAsync($"/v2/app/referrers/{subject.Digest}?artifactType=text%2Fa", Stop);
        var link = first.Headers.GetValues("Link").Single();
        using var second = await http.GetAsync(link[1..link.IndexOf('>')], Stop);

        Assert.Equal("artifactType", first.Headers.GetValues("OCI-Filters-Applied").Single());
        Assert.Equal(["0", "1"], await AnnotationsAsync(first));
        Assert.Equal(["2"], await AnnotationsAsync(second));
        Assert.False(second.Headers.Contains("Link"));
    }

    [Fact]
    public async Task FollowsItsScriptAndThenIsItself()
    {
        await using var registry = await ScriptedRegistry.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(registry.Url) };
        var blob = registry.Repository("app").AddBlob(Content);
        var path = $"/v2/app/blobs/{blob.Digest}";
        registry.On("GET", "/blobs/").Times(2).Status(429, retryAfter: 1);
        registry.On("GET", "/blobs/").DropConnection();
        registry.On("GET", "/blobs/").TruncateBodyAt(5);
        registry.On("GET", "/blobs/").Change(body => [.. body.Reverse()]);
        registry.On("GET", "/blobs/").SlowDrip(4, TimeSpan.FromMilliseconds(1)).Header("X-Example", "yes");

        for (var i = 0; i < 2; i++)
        {
            using var throttled = await http.GetAsync(path, Stop);
            Assert.Equal(HttpStatusCode.TooManyRequests, throttled.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(1), throttled.Headers.RetryAfter?.Delta);
        }

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(path, Stop));
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetByteArrayAsync(path, Stop));
        Assert.Equal(Content.Reverse(), await http.GetByteArrayAsync(path, Stop));
        using var dripped = await http.GetAsync(path, Stop);
        Assert.Equal("yes", dripped.Headers.GetValues("X-Example").Single());
        Assert.Equal(Content, await dripped.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(Content, await http.GetByteArrayAsync(path, Stop));
    }

    [Fact]
    public async Task CountsWavesAndNotRequests()
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new ScriptedRegistryOptions { Latency = ScriptedRegistryOptions.ApartWaves });
        using var http = new HttpClient { BaseAddress = new Uri(registry.Url) };
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => http.GetAsync("/v2/", Stop)));
        using var last = await http.GetAsync("/v2/", Stop);

        Assert.Equal([1, 1, 1, 2], registry.Requests.All.Select(request => request.Wave));
        Assert.Equal(3, registry.Requests.HighestConcurrency);
    }

    [Fact]
    public async Task NextRequestOfOneClientHoldsUpNoOther()
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new ScriptedRegistryOptions { Latency = ScriptedRegistryOptions.ApartWaves });
        using var http = new HttpClient { BaseAddress = new Uri(registry.Url) };

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ =>
        {
            using var first = await http.GetAsync("/v2/", Stop);
            using var second = await http.GetAsync("/v2/", Stop);
        }));

        Assert.Equal(2, registry.Requests.Waves);
    }

    [Fact]
    public async Task GivesTokensThatAllowWhatWasAskedFor()
    {
        await using var registry = await ScriptedRegistry.StartAsync(
            new ScriptedRegistryOptions { Authentication = RegistryAuthentication.Bearer });
        using var http = new HttpClient { BaseAddress = new Uri(registry.Url) };
        using var refused = await http.PostAsync("/v2/app/blobs/uploads/", null, Stop);
        var challenge = refused.Headers.WwwAuthenticate.Single();
        Assert.Contains("scope=\"repository:app:pull,push\"", challenge.Parameter, StringComparison.Ordinal);

        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"), new("refresh_token", "refresh-example"), new("scope", "repository:app:pull"),
        ]);
        using var issued = await http.PostAsync("/token", form, Stop);
        var token = (string?)JsonNode.Parse(await issued.Content.ReadAsStringAsync(Stop))?["token"];
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        using var push = await http.PostAsync("/v2/app/blobs/uploads/", null, Stop);
        using var pull = await http.GetAsync("/v2/app/blobs/sha256:00", Stop);
        Assert.Equal(HttpStatusCode.Unauthorized, push.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, pull.StatusCode);
    }

    [Fact]
    public async Task SpeaksHttp2OverTlsOfItsOwnCa()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new ScriptedRegistryOptions { Tls = true });
        using var authority = X509CertificateLoader.LoadCertificate(
            Convert.FromBase64String(registry.CaPem.Replace("-----BEGIN CERTIFICATE-----", "", StringComparison.Ordinal)
                .Replace("-----END CERTIFICATE-----", "", StringComparison.Ordinal)));
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        using var http = new HttpClient(handler)
        {
            BaseAddress = new Uri(registry.Url),
            DefaultRequestVersion = HttpVersion.Version20,
        };
        using var answer = await http.GetAsync("/v2/", Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("HTTP/2", registry.Requests.All.Single().Protocol);
    }

    [Fact]
    public async Task GuardsATagByItsEntityTag()
    {
        await using var registry = await ScriptedRegistry.StartAsync(new ScriptedRegistryOptions { SupportsConditions = true });
        using var http = new HttpClient { BaseAddress = new Uri(registry.Url) };
        var old = registry.Repository("app").AddManifest("{}"u8, tag: "t");
        registry.Repository("app").AddManifest("{ }"u8, tag: "t");
        using var put = new HttpRequestMessage(HttpMethod.Put, "/v2/app/manifests/t") { Content = new ByteArrayContent([1]) };
        put.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{old.Digest}\""));

        using var answer = await http.SendAsync(put, Stop);

        Assert.Equal(HttpStatusCode.PreconditionFailed, answer.StatusCode);
    }

    [Fact]
    public async Task ItsPortStaysClosedWhenItHasEnded()
    {
        var registry = await ScriptedRegistry.StartAsync();
        using (var http = new HttpClient { BaseAddress = new Uri(registry.Url) })
        {
            using var answer = await http.GetAsync("/v2/", Stop);
        }

        await registry.DisposeAsync();

        using var client = new TcpClient();
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, registry.Port, Stop).AsTask());
        Assert.Throws<SocketException>(() => server.Bind(new IPEndPoint(IPAddress.Loopback, registry.Port)));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static async Task<IEnumerable<string?>> AnnotationsAsync(HttpResponseMessage answer)
    {
        var index = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop));
        return index!["manifests"]!.AsArray().Select(entry => (string?)entry!["annotations"]?["n"]).ToList();
    }
}
