using Signet.TestKit.Pki;
using Signet.TestKit.Servers;

namespace Signet.Cli.Tests;

/// <summary>A shell with a signing key, an artifact in a layout, and the servers that its certificates name.</summary>
internal sealed class RevocationLab : IAsyncDisposable
{
    private RevocationLab(Transcript shell, OcspResponder responder, CrlServer lists, LabChain chain)
    {
        Shell = shell;
        Responder = responder;
        Lists = lists;
        Chain = chain;
    }

    public Transcript Shell { get; }

    public OcspResponder Responder { get; }

    public CrlServer Lists { get; }

    /// <summary>The signer's chain; its leaf names the responder, or the list, or both.</summary>
    public LabChain Chain { get; }

    /// <summary><c>lay@sha256:…</c>.</summary>
    public string Reference { get; private set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RevocationLab> StartAsync(
        bool ocsp = true, bool crl = false, string level = "strict")
    {
        var recipes = PkiLab.SigningRecipes(length: 2);
        var root = PkiLab.Issue(recipes[1], null, slot: 1);
        var responder = await OcspResponder.StartAsync(root);
        var lists = await CrlServer.StartAsync(root);
        var recipe = recipes[0].WithRevocation(ocsp ? [responder.Url] : [], crl ? [lists.Url] : []);
        var lab = new RevocationLab(
            await Transcript.OpenAsync(Token), responder, lists, PkiLab.ChainOf(PkiLab.Issue(recipe, root), root));
        await lab.PrepareAsync(level);
        return lab;
    }

    /// <summary>Runs one command line.</summary>
    public Task<(string Output, string Error, int ExitCode)> RunAsync(string command) => Shell.RunCommandAsync(command, Token);

    /// <summary>Runs one command line that must succeed; its output.</summary>
    public async Task<string> DoAsync(string command)
    {
        var (output, error, exitCode) = await RunAsync(command);
        Assert.True(exitCode == 0, $"{command}\n{output}{error}");
        return output;
    }

    /// <summary>Verifies the artifact.</summary>
    public Task<(string Output, string Error, int ExitCode)> VerifyAsync(string flags = "") =>
        RunAsync($"signet verify {flags} --oci-layout --scope local/lay {Reference}");

    public async ValueTask DisposeAsync()
    {
        await Shell.DisposeAsync();
        await Responder.DisposeAsync();
        await Lists.DisposeAsync();
    }

    /// <summary>Writes a file into the working folder.</summary>
    public Task WriteAsync(string name, string text) => DoAsync($"cat > {name} <<'END'\n{text}END");

    private async Task PrepareAsync(string level)
    {
        await WriteAsync("signer.key", Chain.KeyPem);
        await WriteAsync("signer.crt", Chain.ChainPem);
        await WriteAsync("root.crt", Chain.Root.CertificatePem);
        await DoAsync(
            """
            mkdir -p ~/.config/notation && chmod 700 ~/.config/notation && chmod 600 signer.key
            printf '{"default":"k","keys":[{"name":"k","keyPath":"%s","certPath":"%s"}]}' $PWD/signer.key $PWD/signer.crt > ~/.config/notation/signingkeys.json
            signet cert add --type ca --store test root.crt
            """);
        await PolicyAsync($$"""{"level":"{{level}}"}""");
        Reference = (await DoAsync("make-layout lay v1")).Trim();
    }

    /// <summary>Writes the policy, with these stores beside <c>ca:test</c>.</summary>
    public Task PolicyAsync(string verification, string stores = "") => WriteAsync(
        "~/.config/notation/trustpolicy.oci.json",
        $$"""
        {"version":"1.0","trustPolicies":[{"name":"test","registryScopes":["*"],"signatureVerification":{{verification}},
        "trustStores":["ca:test"{{stores}}],"trustedIdentities":["*"]}]}

        """);
}
