using Signet.TestKit;
using Signet.TestKit.Peers;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Bench;

/// <summary>
/// Two signers whose certificates name OCSP responders, one a certificate: those of the first are alive and 50 ms away,
/// those of the second take connections and never answer. A third names none. One home for both tools.
/// </summary>
internal sealed class RevocationLab : IAsyncDisposable
{
    public const string Unlisted = "unlisted";
    public const string Alive = "alive";
    public const string Dead = "dead";

    private readonly List<IAsyncDisposable> _servers = [];
    private readonly List<DelayingProxy> _proxies = [];

    public ToolHome Home { get; } = new();

    /// <summary>Requests that reached responders since <see cref="Reset"/>.</summary>
    public int Requests => _proxies.Sum(p => p.Requests);

    public static async Task<RevocationLab> OpenAsync()
    {
        var lab = new RevocationLab();
        lab.Add(Unlisted, PkiLab.SigningChain(name: Unlisted));
        lab.Add(Alive, await lab.ChainAsync(Alive, async issuer =>
        {
            var responder = await OcspResponder.StartAsync(issuer);
            lab._servers.Add(responder);
            return responder.Http.Port;
        }));
        lab.Add(Dead, await lab.ChainAsync(Dead, async _ =>
        {
            var silence = await LoopbackHttpServer.StartAsync(_ => new() { Delay = TimeSpan.FromMinutes(10) });
            lab._servers.Add(silence);
            return silence.Port;
        }));
        lab.Home.WritePolicy("strict", "ca:bench");
        return lab;
    }

    /// <summary>Forgets all answers, and the requests so far.</summary>
    public void Reset(bool keepCaches)
    {
        var caches = Home.PathOf("cache");
        if (!keepCaches && Directory.Exists(caches))
        {
            Directory.Delete(caches, recursive: true);
        }

        _proxies.ForEach(p => p.Reset());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _proxies.Concat(_servers))
        {
            await server.DisposeAsync();
        }

        Home.Dispose();
    }

    /// <summary>Leaf and intermediate each name a responder of their issuer.</summary>
    private async Task<LabChain> ChainAsync(string name, Func<LabCertificate, Task<int>> startResponder)
    {
        async Task<string> UrlAsync(LabCertificate issuer)
        {
            var proxy = DelayingProxy.Start(await startResponder(issuer), Lab.RoundTrip);
            _proxies.Add(proxy);
            return $"http://localhost:{proxy.Port}";
        }

        var recipes = PkiLab.SigningRecipes(3, name);
        var root = PkiLab.Issue(recipes[2], null, slot: 2);
        var intermediate = PkiLab.Issue(recipes[1].WithRevocation([await UrlAsync(root)]), root, slot: 1);
        return PkiLab.ChainOf(
            PkiLab.Issue(recipes[0].WithRevocation([await UrlAsync(intermediate)]), intermediate), intermediate, root);
    }

    private void Add(string name, LabChain chain)
    {
        Home.AddKey(name, chain);
        Home.AddToStore("ca:bench", chain.Root);
    }
}
