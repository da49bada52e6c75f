using System.Text.Json.Nodes;
using Signet.Oci;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Graphs;

/// <summary>
/// A registry with an index of two platforms tagged <c>v1</c>, an SBOM on the first; a home with a key, and a policy that trusts it.
/// </summary>
internal sealed class GraphCommandLab : IAsyncDisposable
{
    public const string SbomType = "application/spdx+json";

    private readonly PolicyLab _policy = new();

    private GraphCommandLab(ScriptedRegistry registry)
    {
        Registry = registry;
        Content = registry.Repository("app");
        First = Content.AddArtifact(artifactType: "application/vnd.example", layers: [("text/plain", new byte[2000])]);
        Second = Content.AddArtifact(artifactType: "application/vnd.example", annotations: new Dictionary<string, string> { ["n"] = "2" });
        Sbom = Attach(First, SbomType);
        Index = AddIndex("v1", (First, "amd64"), (Second, "arm64"));
    }

    public ScriptedRegistry Registry { get; }

    public StoredRepository Content { get; }

    public Descriptor First { get; }

    public Descriptor Second { get; }

    public Descriptor Sbom { get; }

    public Descriptor Index { get; }

    public string Name => $"{Registry.Host}/app";

    public string PathOf(string name) => _policy.PathOf(name);

    public static async Task<GraphCommandLab> OpenAsync(bool hasPolicy = true)
    {
        var lab = new GraphCommandLab(await ScriptedRegistry.StartAsync());
        var key = lab._policy.Write("key.pem", lab._policy.Signer.KeyPem);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var keys = new JsonObject
        {
            ["default"] = "release",
            ["keys"] = new JsonArray(new JsonObject
            {
                ["name"] = "release", ["keyPath"] = key, ["certPath"] = lab._policy.Write("cert.pem", lab._policy.Signer.ChainPem),
            }),
        };
        lab._policy.Write("config/signingkeys.json", keys.ToJsonString());
        lab._policy.Write("config/truststore/x509/ca/release/root.pem", lab._policy.Signer.Root.CertificatePem);
        if (hasPolicy)
        {
            lab.Trust("");
        }

        return lab;
    }

    /// <summary>Writes the policy; <paramref name="members"/> come on top.</summary>
    public void Trust(string members) => _policy.Write(
        "config/trustpolicy.oci.json", PolicyLab.Document("signet/1.0", PolicyLab.Statement("team", "\"*\"", members)
            .Replace("\"x509.subject: C=US, ST=WA, O=Example\"", "\"x509.subject: C=US, ST=WA, O=Example, CN=release.example.com\"", StringComparison.Ordinal)));

    public Descriptor Attach(Descriptor subject, string type, string name = "report") => Content.AddArtifact(
        subject: subject, artifactType: type, annotations: new Dictionary<string, string> { ["n"] = name });

    public Descriptor AddIndex(string tag, params (Descriptor Manifest, string Architecture)[] entries)
    {
        var index = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.ImageIndex,
            ["manifests"] = new JsonArray([.. entries.Select(e => new JsonObject
            {
                ["mediaType"] = e.Manifest.MediaType,
                ["digest"] = e.Manifest.Digest.ToString(),
                ["size"] = e.Manifest.Size,
                ["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = e.Architecture },
            })]),
        };
        return Content.AddManifest(System.Text.Encoding.UTF8.GetBytes(index.ToJsonString()), MediaTypes.ImageIndex, tag);
    }

    /// <summary>Runs <c>signet</c>; <c>REPO</c> and <c>INDEX</c> in the words stand for the repository and the index by digest.</summary>
    public async Task<InProcess> RunAsync(string commandLine)
    {
        var words = commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word
            .Replace("REPO", Name, StringComparison.Ordinal)
            .Replace("INDEX", $"{Name}@{Index.Digest}", StringComparison.Ordinal)
            .Replace("DIR", PathOf("."), StringComparison.Ordinal));
        var result = await _policy.RunAsync([.. words]);
        return new(result.ExitCode, Shorten(result.Out), Shorten(result.Error));
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        _policy.Dispose();
    }

    private string Shorten(string text) => text
        .Replace(Name, "REPO", StringComparison.Ordinal)
        .Replace(Index.Digest.ToString(), "<index>", StringComparison.Ordinal)
        .Replace(First.Digest.ToString(), "<first>", StringComparison.Ordinal)
        .Replace(Second.Digest.ToString(), "<second>", StringComparison.Ordinal)
        .Replace(Sbom.Digest.ToString(), "<sbom>", StringComparison.Ordinal);
}
