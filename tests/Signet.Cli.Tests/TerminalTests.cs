using System.Diagnostics;
using System.Text;
using Signet.TestKit.Peers;
using Signet.TestKit.Plugins;

namespace Signet.Cli.Tests;

/// <summary>Plugins that ask for a PIN at the terminal: a real one, made by <c>script</c>.</summary>
public sealed class TerminalTests
{
    /// <summary>Asks at the terminal without showing what is typed, then does what the foreign plugin in shell does.</summary>
    private const string Asking = """
        #!/bin/sh
        if [ "$1" = describe-key ]; then
          trap '' INT
          stty -echo < /dev/tty
          printf 'PIN please: ' > /dev/tty
          read -r pin < /dev/tty
          stty echo < /dev/tty
          [ "$pin" = pin-example ] || { echo '{"errorCode":"ACCESS_DENIED","errorMessage":"wrong PIN"}' >&2; exit 1; }
        fi
        exec "$(dirname "$0")/real" "$@"
        """;

    [Theory]
    [InlineData("pin-example\n", 0, "Successfully signed")]
    [InlineData("nothing\n", 1, "Error: failed to sign with the plugin shell-raw: wrong PIN")]
    [InlineData("\u0003", 1, "Error: context canceled: interrupted before the command was done")]
    public async Task H6_the_plugin_asks_at_the_terminal_which_is_as_before_afterwards(string typed, int exitCode, string says)
    {
        await using var lab = await PluginSignLab.StartAsync();

        var seen = await TypeAsync(lab, typed, lab.Reference);

        Assert.Contains(says, seen, StringComparison.Ordinal);
        Assert.Contains($"exit code {exitCode}", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("pin-example", seen, StringComparison.Ordinal);
        Assert.Contains(" echo ", seen, StringComparison.Ordinal);
    }

    /// <summary>The registry says no while the plugin waits for the PIN, and the plugin is ended.</summary>
    [Fact]
    public async Task A_prompt_that_is_ended_leaves_the_terminal_as_it_was()
    {
        await using var lab = await PluginSignLab.StartAsync();
        var asked = new TaskCompletionSource();
        lab.Registry.On("GET", "/manifests/").Before(() => asked.Task).Status(404);

        var seen = await TypeAsync(lab, "half a P", lab.Reference, asked);

        Assert.Contains("Error: failed to get manifest descriptor: ", seen, StringComparison.Ordinal);
        Assert.Contains(" echo ", seen, StringComparison.Ordinal);
        Assert.Contains("left in the terminal: nothing", seen, StringComparison.Ordinal);
    }

    /// <summary>Signs at a terminal and types when asked. Returns what the terminal showed, with its state afterwards.</summary>
    private static async Task<string> TypeAsync(
        PluginSignLab lab, string typed, string reference, TaskCompletionSource? asked = null)
    {
        const string Script = "/usr/bin/script";
        if (!File.Exists(Script))
        {
            throw PeerMissingException.For("script", "install the package bsdutils");
        }

        var plugin = ForeignPlugin.Shell.Name;
        await lab.DoAsync($"cd ~/.config/notation/plugins/{plugin} && mv notation-{plugin} real && cat > notation-{plugin} <<'END' && chmod 700 notation-{plugin}\n{Asking}\nEND");
        await lab.DoAsync($$"""
            cat > at-terminal <<'END'
            trap : INT
            signet sign {{PluginSignLab.PosixShell}} {{reference}}
            echo "exit code $?"
            stty -a
            stty -icanon min 0 time 1
            left=$(dd bs=100 count=1 2> /dev/null)
            echo "left in the terminal: ${left:-nothing}"
            END
            """);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        using var process = Process.Start(lab.Shell.AtTerminal(Script, "at-terminal"))!;
        try
        {
            var seen = new StringBuilder();
            var buffer = new char[1024];
            var isTyped = false;
            int read;
            while ((read = await process.StandardOutput.ReadAsync(buffer, patience.Token)) > 0)
            {
                seen.Append(buffer, 0, read);
                if (!isTyped && seen.ToString().Contains("PIN please: ", StringComparison.Ordinal))
                {
                    isTyped = true;
                    await process.StandardInput.WriteAsync(typed.AsMemory(), patience.Token);
                    await process.StandardInput.FlushAsync(patience.Token);
                    asked?.TrySetResult();
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
