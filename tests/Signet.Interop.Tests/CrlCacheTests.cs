using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Notary.Configuration;
using Signet.Notary.Revocation;
using Signet.Signatures.Revocation;
using Signet.TestKit.Peers;
using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Interop.Tests;

/// <summary>Lists that one tool fetched serve the other: the files of the cache are the same.</summary>
public sealed class CrlCacheTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TheListThatNotationKeptIsRead()
    {
        using var home = new ToolHome();
        await using var lab = await Lab.StartAsync(home);
        lab.Server.AddDelta();

        (await lab.VerifyAsync()).Succeeded();

        Assert.Equal(["/ca.crl", "/delta.crl"], lab.Server.Http.Requests.Select(r => r.Target));
        Assert.NotNull((await lab.Cache.FindCrlAsync(lab.Server.Url, Stop))?.Delta);
        var entry = Assert.Single(await lab.Cache.ListAsync(Stop));
        Assert.Equal((RevocationCacheState.Fresh, "CN=root.example.com,O=Example,L=Seattle,ST=WA,C=US"), (entry.State, entry.Issuer));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task NotationReadsTheListThatWasKept(bool isRevoked, bool isRevokedInDelta)
    {
        using var home = new ToolHome();
        await using var lab = await Lab.StartAsync(home);
        lab.Server.AddDelta();
        if (isRevoked)
        {
            lab.Server.Revoke(lab.Leaf.Certificate);
        }

        if (isRevokedInDelta)
        {
            lab.Server.RevokeInDelta(lab.Leaf.Certificate);
        }

        var list = new CachedCrl(
            lab.Server.Base.Sign(lab.Root), (ReadOnlyMemory<byte>?)lab.Server.Delta!.Sign(lab.Root));
        await lab.Cache.StoreCrlAsync(lab.Server.Url, list, lab.Server.Base.NextUpdate!.Value, Stop);
        lab.Server.Http.Answer(_ => LoopbackReply.NotFound);

        var verified = await lab.VerifyAsync();
        Assert.True((verified.ExitCode == 0) != (isRevoked || isRevokedInDelta), verified.ToString());
        Assert.Empty(lab.Server.Http.Requests);
    }

    /// <summary>A home with a signed artifact in a layout, whose signer's certificate names a live list server.</summary>
    private sealed class Lab : IAsyncDisposable
    {
        private const string Layout = "layout";

        private Lab(ToolHome home, LabCertificate root, CrlServer server)
        {
            (Home, Root, Server) = (home, root, server);
            Leaf = PkiLab.Issue(LabRecipe.Leaf("signer.example.com").WithRevocation(crlUrls: [server.Url]), root, slot: 0);
            Cache = new(NotaryDirectories.FromEnvironment(n => home.Variables.TryGetValue(n, out var value) ? value : null));
        }

        public LabCertificate Root { get; }

        public LabCertificate Leaf { get; }

        public CrlServer Server { get; }

        public RevocationFileCache Cache { get; }

        private ToolHome Home { get; }

        private string Reference { get; set; } = "";

        public static async Task<Lab> StartAsync(ToolHome home)
        {
            var root = PkiLab.Issue(LabRecipe.Authority("root.example.com"), null, slot: 1);
            var lab = new Lab(home, root, await CrlServer.StartAsync(root));
            await lab.ConfigureAsync();
            await File.WriteAllTextAsync(home.PathOf("content.txt"), "content", Stop);
            var pushed = (await home.OrasAsync(
                "push", "--oci-layout", $"{Layout}:v1", "content.txt:text/plain", "--format", "go-template={{.digest}}")).Succeeded();
            lab.Reference = $"{Layout}@{pushed.StandardOutput.Trim()}";
            (await home.NotationAsync("sign", "--key", "lab", "--oci-layout", lab.Reference)).Succeeded();
            return lab;
        }

        public Task<ToolResult> VerifyAsync() =>
            Home.NotationAsync("verify", "--oci-layout", "--scope", "local/layout", Reference);

        public ValueTask DisposeAsync() => Server.DisposeAsync();

        private async Task ConfigureAsync()
        {
            var store = Path.Combine(Home.Configuration, "truststore", "x509", "ca", "lab");
            Directory.CreateDirectory(store);
            await File.WriteAllTextAsync(Path.Combine(store, "root.pem"), Root.CertificatePem, Stop);
            await File.WriteAllTextAsync(Home.PathOf("lab.key"), Leaf.KeyPem, Stop);
            await File.WriteAllTextAsync(Home.PathOf("lab.crt"), Leaf.CertificatePem + Root.CertificatePem, Stop);
            await WriteJsonAsync("signingkeys.json", new()
            {
                ["keys"] = new JsonArray(new JsonObject
                {
                    ["name"] = "lab", ["keyPath"] = Home.PathOf("lab.key"), ["certPath"] = Home.PathOf("lab.crt"),
                }),
            });
            await WriteJsonAsync("trustpolicy.json", new()
            {
                ["version"] = "1.0",
                ["trustPolicies"] = new JsonArray(new JsonObject
                {
                    ["name"] = "lab",
                    ["registryScopes"] = new JsonArray("*"),
                    ["signatureVerification"] = new JsonObject { ["level"] = "strict" },
                    ["trustStores"] = new JsonArray("ca:lab"),
                    ["trustedIdentities"] = new JsonArray("*"),
                }),
            });
        }

        private Task WriteJsonAsync(string name, JsonObject content) =>
            File.WriteAllTextAsync(Path.Combine(Home.Configuration, name), JsonSerializer.Serialize(content), Stop);
    }
}
