using System.Text.RegularExpressions;
using Signet.TestKit;
using Signet.TestKit.Pki;
using Signet.TestKit.Registries;
using Signet.TestKit.Servers;

namespace Signet.Cli.Tests;

/// <summary>
/// Runs the commands of docs/bundle.md and holds the page to what they print. What follows the line <c>&lt;!-- inside --&gt;</c>
/// is run with another configuration directory, as on another machine.
/// </summary>
public sealed partial class BundlePageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_prints_what_the_tool_prints()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the page is run by a POSIX shell");
        var page = await File.ReadAllTextAsync(Checkout.Find("docs/bundle.md"), Token);
        await using var registry = await ScriptedRegistry.StartAsync();
        var releaseRoot = Root("release");
        var carrierRoot = Root("carrier");
        await using var releaseList = await CrlServer.StartAsync(releaseRoot);
        await using var carrierList = await CrlServer.StartAsync(carrierRoot);
        await using var shell = await Transcript.OpenAsync(Token);
        var artifact = registry.Repository("team/app").AddArtifact("application/vnd.example");
        registry.Repository("team/app").Tag("v1", artifact.Digest);
        await PrepareAsync(shell, ("release", releaseRoot, releaseList), ("carrier", carrierRoot, carrierList));
        var home = (await DoAsync(shell, "echo $HOME")).Trim();
        var side = "";

        var actual = await ConsolePage.RerunAsync(
            page,
            async command =>
            {
                var (output, _, _) = await shell.RunCommandAsync($"{side}DIGEST={artifact.Digest}; {{ {ToReal(command)}; }} 2>&1", Token);
                return FromReal(output);
            },
            line =>
            {
                side = line == "<!-- inside -->" ? "export NOTATION_CONFIG=$HOME/inside NOTATION_CACHE=$HOME/inside/cache; " : side;
                return Task.CompletedTask;
            });

        Assert.True(actual == page, $"the page is to read:\n{actual}");

        string ToReal(string text) => text.Replace("registry.example.com", registry.Host, StringComparison.Ordinal);

        string FromReal(string text) => Changing().Replace(
            text.Replace(registry.Host, "registry.example.com", StringComparison.Ordinal)
                .Replace($"{home}/inside", "~/.config/notation", StringComparison.Ordinal)
                .Replace(home, "~", StringComparison.Ordinal),
            m => m.Value.StartsWith("sha256:", StringComparison.Ordinal) ? "sha256:…"
                : m.Value.EndsWith(" bytes", StringComparison.Ordinal) ? "3000 bytes" // ECDSA signatures differ in length.
                : m.Value.StartsWith("signet/", StringComparison.Ordinal) ? "signet/…"
                : "2026-01-31T12:00:00Z");
    }

    private static LabCertificate Root(string name) => PkiLab.Issue(PkiLab.SigningRecipes(length: 2, name: name)[1], null, slot: 1);

    private static async Task PrepareAsync(Transcript shell, params (string Name, LabCertificate Root, CrlServer List)[] signers)
    {
        foreach (var (name, root, list) in signers)
        {
            var chain = PkiLab.ChainOf(
                PkiLab.Issue(PkiLab.SigningRecipes(length: 2, name: name)[0].WithRevocation([], [list.Url]), root), root);
            await DoAsync(shell, $"cat > {name}.crt <<'END'\n{chain.ChainPem}END");
            await DoAsync(shell, $"cat > {name}-root.crt <<'END'\n{chain.Root.CertificatePem}END");
            await DoAsync(shell, $"(umask 077; cat > {name}.key <<'END'\n{chain.KeyPem}END\n)");
        }

        await DoAsync(
            shell,
            """
            mkdir -m 700 -p ~/.config/notation
            printf '{"keys":[{"name":"release","keyPath":"%s","certPath":"%s"},{"name":"carrier","keyPath":"%s","certPath":"%s"}]}' \
              $PWD/release.key $PWD/release.crt $PWD/carrier.key $PWD/carrier.crt > ~/.config/notation/signingkeys.json
            """);
    }

    private static async Task<string> DoAsync(Transcript shell, string command)
    {
        var (output, error, exitCode) = await shell.RunCommandAsync(command, Token);
        Assert.True(exitCode == 0, $"{command}\n{output}{error}");
        return output;
    }

    [GeneratedRegex("sha256:[0-9a-f]{64}|[0-9]+ bytes|signet/[0-9][^\\s,]*|20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")]
    private static partial Regex Changing();
}
