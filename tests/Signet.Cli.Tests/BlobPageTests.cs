using System.Text.RegularExpressions;
using Signet.TestKit;
using Signet.TestKit.Pki;

namespace Signet.Cli.Tests;

/// <summary>Runs the commands of docs/blobs.md and holds the page to what they print.</summary>
public sealed partial class BlobPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_prints_what_the_tool_prints()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the page is run by a POSIX shell");
        var page = await File.ReadAllTextAsync(Checkout.Find("docs/blobs.md"), Token);
        await using var shell = await Transcript.OpenAsync(Token);
        await PrepareAsync(shell, page);
        var home = (await DoAsync(shell, "echo $HOME")).Trim();

        var actual = await ConsolePage.RerunAsync(page, async command =>
        {
            var (output, _, _) = await shell.RunCommandAsync($"{{ {command}; }} 2>&1", Token);
            return Changing().Replace(
                output.Replace(home, "~", StringComparison.Ordinal),
                m => m.Value[0] == 's' ? "sha256:…" : "");
        });

        Assert.True(actual == page, $"the page is to read:\n{actual}");
    }

    private static async Task PrepareAsync(Transcript shell, string page)
    {
        await DoAsync(shell, "mkdir -m 700 -p ~/.config/notation dist charts; echo app > dist/app.tar.gz; echo web > charts/web.tgz; echo api > charts/api.tgz");
        foreach (var (name, slot) in new[] { ("release", 0), ("audit", 1) })
        {
            var chain = PkiLab.SigningChain(length: 2, name: name, leaf: r => r with { KeySlot = 40 + slot });
            await DoAsync(shell, $"cat > {name}.crt <<'END'\n{chain.ChainPem}END");
            await DoAsync(shell, $"cat > {name}.root.crt <<'END'\n{chain.Root.CertificatePem}END");
            await DoAsync(shell, $"(umask 077; cat > {name}.key <<'END'\n{chain.KeyPem}END\n)");
        }

        await DoAsync(shell, "mv release.root.crt root.crt; signet cert add --type ca --store audit audit.root.crt");
        await DoAsync(
            shell,
            """
            printf '{"keys":[{"name":"release","keyPath":"%s","certPath":"%s"},{"name":"audit","keyPath":"%s","certPath":"%s"}]}' \
              $PWD/release.key $PWD/release.crt $PWD/audit.key $PWD/audit.crt > ~/.config/notation/signingkeys.json
            """);
        var file = Listing().Match(page);
        await DoAsync(shell, $"cat > {file.Groups[1].Value} <<'END'\n{file.Groups[2].Value}END");
    }

    private static async Task<string> DoAsync(Transcript shell, string command)
    {
        var (output, error, exitCode) = await shell.RunCommandAsync(command, Token);
        Assert.True(exitCode == 0, $"{command}\n{output}{error}");
        return output;
    }

    [GeneratedRegex("<!-- file: (.+) -->\n```json\n([^`]+)```")]
    private static partial Regex Listing();

    /// <summary>Digests change with every signature; blanks at the end of a line would be lost on the page.</summary>
    [GeneratedRegex("sha256:[0-9a-f]{64}| +(?=\n)")]
    private static partial Regex Changing();
}
