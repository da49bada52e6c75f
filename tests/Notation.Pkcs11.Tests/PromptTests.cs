using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Signet.Plugins.Messages;
using Signet.TestKit.Peers;

namespace Notation.Pkcs11.Tests;

/// <summary>The PIN typed at a terminal: a real one, made by <c>script</c>.</summary>
public sealed class PromptTests(TokenLab lab)
{
    private const string Prompt = "PIN of token \"Release Keys\": ";

    [Fact]
    public async Task H6_the_PIN_is_asked_for_at_the_terminal_and_not_shown()
    {
        using var caller = (await lab.TokenAsync()).Caller();
        var seen = await TypeAsync(caller, SoftHsm.Pin + "\n");
        var answer = File.ReadAllText(caller.Home.PathOf("answer.json"));
        Assert.NotEmpty(JsonSerializer.Deserialize(answer, PluginJson.Default.GenerateSignatureResponse)!.CertificateChain);
        Assert.Contains(Prompt, seen, StringComparison.Ordinal);
        Assert.DoesNotContain(SoftHsm.Pin, seen, StringComparison.Ordinal);
        Assert.Contains(" echo ", seen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\u0003", "interrupted")]
    [InlineData("\n", "does not hold a PIN")]
    [InlineData("wrong-pin-typed\n", "is wrong")]
    public async Task The_terminal_shows_what_is_typed_again_whatever_happened(string typed, string words)
    {
        using var caller = (await lab.TokenAsync()).Caller();
        var seen = await TypeAsync(caller, typed);
        Assert.Contains(words, File.ReadAllText(caller.Home.PathOf("error.json")), StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-pin-typed", seen, StringComparison.Ordinal);
        Assert.Contains(" echo ", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_longer_than_any_PIN_is_refused()
    {
        using var caller = (await lab.TokenAsync()).Caller();
        await TypeAsync(caller, new string('1', 300) + "\n");
        Assert.Contains(
            "does not hold a PIN", File.ReadAllText(caller.Home.PathOf("error.json")), StringComparison.Ordinal);
    }

    /// <summary>
    /// Signs with a terminal and no other source of the PIN; types when asked. Returns what the terminal showed, with the
    /// terminal's state after it.
    /// </summary>
    private static async Task<string> TypeAsync(PluginCaller caller, string typed)
    {
        const string Script = "/usr/bin/script";
        if (!File.Exists(Script))
        {
            throw PeerMissingException.For("script", "install the package bsdutils");
        }

        caller.Configuration.Remove("pinFile");
        File.WriteAllText(
            caller.Home.PathOf("request.json"), caller.SignRequest(PreparedToken.KeyId("EC-256"), "EC-256").ToJsonString());
        var start = new ProcessStartInfo(
            Script,
            [
                "-q", "-c",
                // The shell must outlive Ctrl-C, to look at the terminal.
                $"trap : INT; '{Peers.Pkcs11Plugin}' generate-signature <request.json >answer.json 2>error.json; stty -a",
                "/dev/null",
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = caller.Home.Folder,
        };
        foreach (var (name, value) in caller.Home.Variables)
        {
            start.Environment[name] = value;
        }

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var process = Process.Start(start)!;
        try
        {
            var seen = new StringBuilder();
            var buffer = new char[1024];
            var isTyped = false;
            int read;
            while ((read = await process.StandardOutput.ReadAsync(buffer, patience.Token)) > 0)
            {
                seen.Append(buffer, 0, read);
                if (!isTyped && seen.ToString().Contains(Prompt, StringComparison.Ordinal))
                {
                    isTyped = true;
                    await process.StandardInput.WriteAsync(typed.AsMemory(), patience.Token);
                    await process.StandardInput.FlushAsync(patience.Token);
                }
            }

            await process.WaitForExitAsync(patience.Token);
            return seen.ToString();
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
