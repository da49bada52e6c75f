using System.Text.RegularExpressions;
using Signet.TestKit;
using Signet.TestKit.Pki;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests;

/// <summary>
/// Runs the commands of docs/policy.md and holds the page to what they print. <c>registry.example.com</c> is a registry on
/// loopback meanwhile; blocks after a line <c>&lt;!-- file: name --&gt;</c> are files.
/// </summary>
public sealed partial class PolicyPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_prints_what_the_tool_prints()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the page is run by a POSIX shell");
        var page = await File.ReadAllTextAsync(Checkout.Find("docs/policy.md"), Token);
        await using var registry = await ScriptedRegistry.StartAsync();
        await using var shell = await Transcript.OpenAsync(Token);
        var artifact = registry.Repository("team/app").AddArtifact("application/vnd.example");
        registry.Repository("team/app").Tag("v1", artifact.Digest);
        await PrepareAsync(shell);
        string? file = null;
        List<string>? block = null;
        var home = (await DoAsync(shell, "echo $HOME")).Trim();

        var actual = await ConsolePage.RerunAsync(
            page,
            async command =>
            {
                var (output, _, _) = await shell.RunCommandAsync($"DIGEST={artifact.Digest}; {{ {ToReal(command)}; }} 2>&1", Token);
                return FromReal(output);
            },
            async line =>
            {
                if (FileMark().Match(line) is { Success: true } mark)
                {
                    file = mark.Groups[1].Value;
                }
                else if (file is not null && line == "```")
                {
                    await DoAsync(shell, $"cat > {file} <<'END'\n{ToReal(string.Join('\n', block!))}\nEND");
                    (file, block) = (null, null);
                }
                else if (file is not null && block is null)
                {
                    block = [];
                }
                else
                {
                    block?.Add(line);
                }
            });

        Assert.True(actual == page, $"the page is to read:\n{actual}");

        string ToReal(string text) => text.Replace("registry.example.com", registry.Host, StringComparison.Ordinal);

        string FromReal(string text) => Blanks().Replace(
            Padding().Replace(
                text.Replace(registry.Host, "registry.example.com", StringComparison.Ordinal)
                    .Replace(home, "~", StringComparison.Ordinal),
                "  "),
            m => m.Length > 60 ? "sha256:…" : "");
    }

    private static async Task PrepareAsync(Transcript shell)
    {
        var chain = PkiLab.SigningChain(length: 2, name: "release");
        await DoAsync(shell, $"cat > release.crt <<'END'\n{chain.ChainPem}END");
        await DoAsync(shell, $"(umask 077; cat > release.key <<'END'\n{chain.KeyPem}END\n)");
        await DoAsync(
            shell,
            """
            mkdir -m 700 -p ~/.config/notation
            printf '{"keys":[{"name":"release","keyPath":"%s","certPath":"%s"}]}' $PWD/release.key $PWD/release.crt > ~/.config/notation/signingkeys.json
            """);
    }

    private static async Task<string> DoAsync(Transcript shell, string command)
    {
        var (output, error, exitCode) = await shell.RunCommandAsync(command, Token);
        Assert.True(exitCode == 0, $"{command}\n{output}{error}");
        return output;
    }

    [GeneratedRegex("^<!-- file: (.+) -->$")]
    private static partial Regex FileMark();

    /// <summary>Columns are as wide as the paths and the port's number.</summary>
    [GeneratedRegex("(?<=[^ \n]) {2,}(?=[^ \n])")]
    private static partial Regex Padding();

    [GeneratedRegex(" +(?=\n)|sha256:[0-9a-f]{64}")]
    private static partial Regex Blanks();
}
