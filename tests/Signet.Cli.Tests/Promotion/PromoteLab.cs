using System.Diagnostics;
using Signet.Cli.Commands;
using Signet.Notary.Configuration;
using Signet.Notary.Graph;
using Signet.Notary.Trust;
using Signet.Oci;
using Signet.Oci.Layout;
using Signet.Oci.Remote;
using Signet.Oci.Repositories;
using Signet.TestKit.Pki;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Promotion;

/// <summary>
/// A configuration with the environments <c>dev</c> and <c>prod</c>, each with a key, a store and a policy, and a registry whose
/// <c>dev/app:v1</c> is an artifact with a report, both signed by dev.
/// </summary>
internal sealed class PromoteLab : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("signet-promote-").FullName;
    private readonly RegistryClient _client = new();

    private PromoteLab(ScriptedRegistry registry) => Registry = registry;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public ScriptedRegistry Registry { get; }

    public Descriptor Root { get; private set; } = null!;

    private Dictionary<string, string> Environment => new()
    {
        ["HOME"] = _root,
        ["DOCKER_CONFIG"] = _root,
        ["NOTATION_CONFIG"] = PathOf("config"),
        ["NOTATION_CACHE"] = PathOf("cache"),
        ["NOTATION_LIBEXEC"] = PathOf("libexec"),
    };

    public static async Task<PromoteLab> OpenAsync(ScriptedRegistryOptions? options = null)
    {
        var lab = new PromoteLab(await ScriptedRegistry.StartAsync(options ?? new()));
        var keys = new List<string>();
        foreach (var name in new[] { "dev", "prod" })
        {
            var chain = PkiLab.SigningChain(length: 2, name: name);
            lab.Write($"config/truststore/x509/ca/{name}/root.crt", chain.Root.CertificatePem);
            lab.Write($"config/policies/{name}.oci.json", Policy(name));
            lab.Write($"{name}.crt", chain.ChainPem);
            lab.Write($"{name}.key", chain.KeyPem);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(lab.PathOf($"{name}.key"), UnixFileMode.UserRead);
            }

            keys.Add($$"""{"name":"{{name}}","keyPath":"{{lab.PathOf($"{name}.key")}}","certPath":"{{lab.PathOf($"{name}.crt")}}"}""");
        }

        lab.Write("config/signingkeys.json", $$"""{"keys":[{{string.Join(',', keys)}}]}""");
        await lab.BuildAsync();
        return lab;
    }

    public static string Policy(string name) => $$"""
        {"version":"1.0","trustPolicies":[{"name":"{{name}}","registryScopes":["*"],"signatureVerification":{"level":"strict"},
         "trustStores":["ca:{{name}}"],"trustedIdentities":["*"]}]}
        """;

    public string PathOf(string name) => Path.Combine(_root, name);

    /// <summary>Runs <c>signet</c>; <c>DEV</c> and <c>PROD</c> in the words stand for the repositories, <c>DIR</c> for the folder.</summary>
    public async Task<InProcess> RunAsync(string commandLine)
    {
        var result = await InProcess.RunAsync(new RootCommand(), "", Environment, Words(commandLine));
        return new(result.ExitCode, Shorten(result.Out), Shorten(result.Error));
    }

    /// <summary>The same in a process of its own.</summary>
    public Process Start(string commandLine)
    {
        var start = new ProcessStartInfo(Transcript.Executable, Words(commandLine))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    public async Task<IRepository> RepositoryAsync(string place) => place.StartsWith("DIR", StringComparison.Ordinal)
        ? await LayoutRepository.OpenAsync(Words(place)[0], Token)
        : _client.GetRepository(Registry.Host, Words(place)[0][(Registry.Host.Length + 1)..], RepositoryAccess.PullAndPush);

    /// <summary>The verdict of prod's policy.</summary>
    public async Task<GraphVerdict> VerifyAsync(IRepository repository)
    {
        var directories = NotaryDirectories.FromEnvironment(Environment.GetValueOrDefault);
        return await new GraphVerifier(
            await TrustPolicyDocument.LoadAsync(directories, "prod", Token), new TrustStore(directories)).VerifyAsync(
                repository,
                new() { Reference = "v1", Scope = repository is LayoutRepository ? "local/prod" : null },
                Token);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Registry.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    private async Task BuildAsync()
    {
        Write("app.txt", "app");
        Write("sbom.json", "{}");
        await DoAsync("push --disable-path-validation --artifact-type application/vnd.example DEV:v1 DIR/app.txt");
        await DoAsync("attach --disable-path-validation --artifact-type application/spdx+json DEV:v1 DIR/sbom.json");
        var repository = await RepositoryAsync("DEV");
        Root = await repository.ResolveAsync("v1", Token);
        await DoAsync($"sign --key dev DEV@{Root.Digest}");
        await foreach (var sbom in repository.ListReferrersAsync(Root.Digest, "application/spdx+json", Token))
        {
            await DoAsync($"sign --key dev DEV@{sbom.Digest}");
        }

        Registry.Repository("prod/app").AddArtifact("v1", artifactType: "application/vnd.old");
    }

    public async Task DoAsync(string commandLine)
    {
        var result = await RunAsync(commandLine);
        Assert.True(result.ExitCode == 0, $"{commandLine}\n{result.Out}{result.Error}");
    }

    private string[] Words(string commandLine) =>
    [
        .. commandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word
            .Replace("DEV", $"{Registry.Host}/dev/app", StringComparison.Ordinal)
            .Replace("PROD", $"{Registry.Host}/prod/app", StringComparison.Ordinal)
            .Replace("DIR", _root, StringComparison.Ordinal)),
    ];

    private string Shorten(string text) => text.Replace(_root, "DIR", StringComparison.Ordinal)
        .Replace($"{Registry.Host}/dev/app", "DEV", StringComparison.Ordinal)
        .Replace($"{Registry.Host}/prod/app", "PROD", StringComparison.Ordinal);
}
