using System.Text.RegularExpressions;
using Signet.TestKit;
using Signet.TestKit.Pki;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests.Promotion;

/// <summary>
/// Runs the commands of docs/promotion.md and holds the page to what they print. Each environment is a registry on loopback;
/// digests, times, sizes and the version are shown as the page has them.
/// </summary>
public sealed partial class PromotionPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_prints_what_the_tool_prints()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the page is run by a POSIX shell");
        var page = await File.ReadAllTextAsync(Checkout.Find("docs/promotion.md"), Token);
        await using var dev = await ScriptedRegistry.StartAsync();
        await using var prod = await ScriptedRegistry.StartAsync();
        await using var shell = await Transcript.OpenAsync(Token);
        await PrepareAsync(shell);
        var home = (await DoAsync(shell, "echo $HOME")).Trim();
        string? file = null;
        List<string>? block = null;

        var actual = await ConsolePage.RerunAsync(
            page,
            async command =>
            {
                var (output, _, _) = await shell.RunCommandAsync($"{{ {ToReal(command)}; }} 2>&1", Token);
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
                    await DoAsync(shell, $"mkdir -p $(dirname {file}); cat > {file} <<'END'\n{ToReal(string.Join('\n', block!))}\nEND");
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
        var picture = (await DoAsync(shell, "cat promotion.svg")).Replace(prod.Host, "prod.example.com", StringComparison.Ordinal);
        var shown = await File.ReadAllTextAsync(Checkout.Find("docs/promotion.svg"), Token);
        Assert.True(Texts(shown).SequenceEqual(Texts(picture)), $"the picture is to be:\n{picture}");

        string ToReal(string text) => text.Replace("dev.example.com/", $"{dev.Host}/", StringComparison.Ordinal)
            .Replace("prod.example.com/", $"{prod.Host}/", StringComparison.Ordinal);

        string FromReal(string text) => Version().Replace(
            Sizes().Replace(
                Times().Replace(
                    Digests().Replace(
                        text.Replace(dev.Host, "dev.example.com", StringComparison.Ordinal)
                            .Replace(prod.Host, "prod.example.com", StringComparison.Ordinal)
                            .Replace(home, "~", StringComparison.Ordinal),
                        "$1…"),
                    "2026-11-21T12:00:00Z"),
                m => m.Groups[1].Success ? $"… {m.Groups[1]}" : "…"),
            "signet/1.0.0");
    }

    private static async Task PrepareAsync(Transcript shell)
    {
        foreach (var name in new[] { "dev", "prod" })
        {
            var chain = PkiLab.SigningChain(length: 2, name: name);
            await DoAsync(shell, $"cat > {name}.crt <<'END'\n{chain.ChainPem}END");
            await DoAsync(shell, $"(umask 077; cat > {name}.key <<'END'\n{chain.KeyPem}END\n)");
            await DoAsync(shell, $"cat > {name}-root.crt <<'END'\n{chain.Root.CertificatePem}END");
        }

        await DoAsync(
            shell,
            """
            mkdir -m 700 -p ~/.config/notation
            printf '{"keys":[{"name":"dev","keyPath":"%s","certPath":"%s"},{"name":"prod","keyPath":"%s","certPath":"%s"}]}' $PWD/dev.key $PWD/dev.crt $PWD/prod.key $PWD/prod.crt > ~/.config/notation/signingkeys.json
            """);
    }

    private static async Task<string> DoAsync(Transcript shell, string command)
    {
        var (output, error, exitCode) = await shell.RunCommandAsync(command, Token);
        Assert.True(exitCode == 0, $"{command}\n{output}{error}");
        return output;
    }

    /// <summary>What the picture says, in order: where a part stands depends on which of them was listed first.</summary>
    private static IEnumerable<string> Texts(string picture) => PictureText().Matches(picture)
        .Select(m => Changing().Replace(m.Groups[1].Value, "…"))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex("<text [^>]*>([^<]*)</text>")]
    private static partial Regex PictureText();

    [GeneratedRegex("[0-9a-f]{24,64}|[0-9.]+ (B|KiB)")]
    private static partial Regex Changing();

    [GeneratedRegex("^<!-- file: (.+) -->$")]
    private static partial Regex FileMark();

    [GeneratedRegex("(sha256:|SHA-256 )[0-9a-f]{64}")]
    private static partial Regex Digests();

    [GeneratedRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z")]
    private static partial Regex Times();

    /// <summary>Signatures are a byte or two longer or shorter each time, and not every small blob is asked for.</summary>
    [GeneratedRegex("[0-9]+(?:\\.[0-9]+)? (bytes|KiB)|(?<=copied )[0-9]+(?= of)")]
    private static partial Regex Sizes();

    [GeneratedRegex("signet/[0-9]+\\.[0-9]+\\.[0-9]+[-+.0-9A-Za-z]*")]
    private static partial Regex Version();
}
