using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Signet.TestKit;
using Signet.TestKit.Peers;

namespace Signet.Bench;

/// <summary>
/// What both tools meet: one registry, reached directly and through a proxy that makes it 50 ms away, one key, one
/// policy, one home.
/// </summary>
internal sealed class Lab : IAsyncDisposable
{
    public static readonly TimeSpan RoundTrip = TimeSpan.FromMilliseconds(50);

    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";

    private const string EmptyConfig = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    private readonly HttpClient _http = new();
    private int _pushed;

    private Lab(DockerRegistryServer registry)
    {
        Registry = registry;
        Proxy = DelayingProxy.Start(registry.Port, RoundTrip);
    }

    public ToolHome Home { get; } = new();

    public DockerRegistryServer Registry { get; }

    public DelayingProxy Proxy { get; }

    /// <summary>The registry's name when reached directly, and when 50 ms away.</summary>
    public string Near => Registry.Host;

    public string Far => $"localhost:{Proxy.Port}";

    public static async Task<Lab> OpenAsync()
    {
        var lab = new Lab(await DockerRegistryServer.StartAsync());
        (await lab.Home.NotationAsync("cert", "generate-test", "--default", "bench.example.com")).Succeeded();
        var policy = lab.Home.PathOf("policy.json");
        await File.WriteAllTextAsync(policy, """
            {
              "version": "1.0",
              "trustPolicies": [
                {
                  "name": "bench",
                  "registryScopes": [ "*" ],
                  "signatureVerification": { "level": "strict" },
                  "trustStores": [ "ca:bench.example.com" ],
                  "trustedIdentities": [ "x509.subject: C=US, ST=WA, O=Notary, CN=bench.example.com" ]
                }
              ]
            }
            """);
        (await lab.Home.NotationAsync("policy", "import", policy)).Succeeded();
        return lab;
    }

    /// <summary>Pushes a new small image and signs it <paramref name="signatures"/> times with notation.</summary>
    /// <returns>The part of its reference behind the registry's name.</returns>
    public async Task<string> PushAsync(int signatures)
    {
        var manifest = Encoding.UTF8.GetBytes($$"""
            {
              "schemaVersion": 2,
              "mediaType": "{{ManifestType}}",
              "config": { "mediaType": "application/vnd.oci.empty.v1+json", "digest": "{{EmptyConfig}}", "size": 2 },
              "layers": [],
              "annotations": { "com.example.number": "{{++_pushed}}" }
            }
            """);
        if (_pushed == 1)
        {
            await PushEmptyConfigAsync();
        }

        var digest = $"sha256:{Convert.ToHexStringLower(SHA256.HashData(manifest))}";
        using var content = new ByteArrayContent(manifest);
        content.Headers.ContentType = new MediaTypeHeaderValue(ManifestType);
        (await _http.PutAsync($"http://{Near}/v2/bench/app/manifests/{digest}", content)).EnsureSuccessStatusCode();
        var reference = $"/bench/app@{digest}";
        for (var i = 0; i < signatures; i++)
        {
            (await Home.NotationAsync("sign", Near + reference)).Succeeded();
        }

        return reference;
    }

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Registry.DisposeAsync();
        _http.Dispose();
        Home.Dispose();
    }

    private async Task PushEmptyConfigAsync()
    {
        var session = await _http.PostAsync($"http://{Near}/v2/bench/app/blobs/uploads/", null);
        session.EnsureSuccessStatusCode();
        var location = new Uri(new Uri($"http://{Near}"), session.Headers.Location!);
        using var content = new ByteArrayContent("{}"u8.ToArray());
        (await _http.PutAsync($"{location}{(location.Query.Length > 0 ? "&" : "?")}digest={EmptyConfig}", content))
            .EnsureSuccessStatusCode();
    }
}
