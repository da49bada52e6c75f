using System.Text.RegularExpressions;
using Signet.Oci;
using Signet.TestKit;
using Signet.TestKit.Pki;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Graphs;

/// <summary>
/// Runs the commands of docs/graph.md and holds the page to what they print. <c>registry.example.com</c> is a registry on loopback
/// meanwhile; blocks after a line <c>&lt;!-- file: name --&gt;</c> are files.
/// </summary>
public sealed partial class GraphPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_prints_what_the_tool_prints()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the page is run by a POSIX shell");
        var page = await File.ReadAllTextAsync(Checkout.Find("docs/graph.md"), Token);
        await using var registry = await ScriptedRegistry.StartAsync();
        await using var shell = await Transcript.OpenAsync(Token);
        var content = registry.Repository("team/app");
        var index = Fill(content);
        await PrepareAsync(shell, registry.Host);
        string? file = null;
        List<string>? block = null;

        var actual = await ConsolePage.RerunAsync(
            page,
            async command =>
            {
                var (output, _, _) = await shell.RunCommandAsync($"DIGEST={index.Digest}; {{ {ToReal(command)}; }} 2>&1", Token);
                output = output.Replace(registry.Host, "registry.example.com", StringComparison.Ordinal);
                return Digests().Replace(HomeFolder().Replace(output, "~"), "sha256:…");
            },
            async line =>
            {
                if (line == "<!-- a scan report is attached -->")
                {
                    content.AddArtifact(subject: index, artifactType: "application/vnd.example.scan.report");
                }
                else if (FileMark().Match(line) is { Success: true } mark)
                {
                    file = mark.Groups[1].Value;
                }
                else if (file is not null && line == "```")
                {
                    await DoAsync(shell, $"mkdir -p $(dirname {file}); cat > {file} <<'END'\n{ToReal(string.Join('\n', block!))}\nEND");
                    (file, block) = (null, null);
                }
                else if (file is not null && block is null)
                {
                    block = line == "```json" ? [] : null;
                }
                else
                {
                    block?.Add(line);
                }
            });

        Assert.True(actual == page, $"the page is to read:\n{actual}");

        string ToReal(string text) => text.Replace("registry.example.com", registry.Host, StringComparison.Ordinal);
    }

    private static Descriptor Fill(StoredRepository content)
    {
        var entries = new List<string>();
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            var platform = content.AddArtifact(
                artifactType: "application/vnd.example.app", layers: [("application/octet-stream", new byte[1_500_000 + architecture[1]])]);
            content.AddArtifact(subject: platform, artifactType: "application/spdx+json", layers: [("application/spdx+json", new byte[40_000])]);
            entries.Add($$"""
                {"mediaType":"{{platform.MediaType}}","digest":"{{platform.Digest}}","size":{{platform.Size}},"platform":{"os":"linux","architecture":"{{architecture}}"} }
                """);
        }

        return content.AddManifest(
            System.Text.Encoding.UTF8.GetBytes($$"""
                {"schemaVersion":2,"mediaType":"{{MediaTypes.ImageIndex}}","manifests":[{{string.Join(',', entries)}}]}
                """),
            MediaTypes.ImageIndex,
            "v1");
    }

    private static async Task PrepareAsync(Transcript shell, string host)
    {
        var chain = PkiLab.SigningChain(length: 2, name: "release");
        await DoAsync(shell, $"cat > release.crt <<'END'\n{chain.ChainPem}END");
        await DoAsync(shell, $"(umask 077; cat > release.key <<'END'\n{chain.KeyPem}END\n)");
        await DoAsync(
            shell,
            """
            mkdir -m 700 -p ~/.config/notation
            printf '{"default":"release","keys":[{"name":"release","keyPath":"%s","certPath":"%s"}]}' $PWD/release.key $PWD/release.crt > ~/.config/notation/signingkeys.json
            """);
        await DoAsync(shell, $"signet policy init --certificate release.crt --registry-scope {host}/team/app");
    }

    private static async Task<string> DoAsync(Transcript shell, string command)
    {
        var (output, error, exitCode) = await shell.RunCommandAsync(command, Token);
        Assert.True(exitCode == 0, $"{command}\n{output}{error}");
        return output;
    }

    [GeneratedRegex("^<!-- file: (.+) -->$")]
    private static partial Regex FileMark();

    [GeneratedRegex("/[^ ]*/home(?=/\\.config/)")]
    private static partial Regex HomeFolder();

    [GeneratedRegex("sha256:[0-9a-f]{64}")]
    private static partial Regex Digests();
}
