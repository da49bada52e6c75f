using System.Text.RegularExpressions;
using Signet.TestKit;
using Signet.TestKit.Pki;

namespace Signet.Cli.Tests;

/// <summary>
/// A page of the documentation beside a shell with the tool and a home of its own, which runs the page's commands and holds it
/// to what they print. Blocks after a line <c>&lt;!-- file: name --&gt;</c> are files.
/// </summary>
internal sealed partial class PageLab : IAsyncDisposable
{
    private readonly string _page;
    private readonly Transcript _shell;
    private readonly List<(string Shown, string Real)> _hosts = [];
    private readonly List<string> _keys = [];
    private string _home = "";
    private string? _file;
    private List<string>? _block;

    private PageLab(string page, Transcript shell) => (_page, _shell) = (page, shell);

    /// <summary>What the shell does before each command of the page.</summary>
    public string Preamble { get; set; } = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PageLab> OpenAsync(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the page is run by a POSIX shell");
        var page = await File.ReadAllTextAsync(Checkout.Find(path), Token);
        var lab = new PageLab(page, await Transcript.OpenAsync(Token));
        lab._home = (await lab.DoAsync("mkdir -m 700 -p ~/.config/notation; echo $HOME")).Trim();
        return lab;
    }

    /// <summary>What the page calls a host; with a slash at the end it is replaced only where a path follows.</summary>
    public void AddHost(string shown, string real) => _hosts.Add((shown, real));

    /// <summary>A signing key of the tool, with the files <c>name.crt</c>, <c>name.key</c> and <c>name-root.crt</c>.</summary>
    public async Task AddKeyAsync(string name, LabChain? chain = null)
    {
        chain ??= PkiLab.SigningChain(length: 2, name: name);
        await WriteAsync($"{name}.crt", chain.ChainPem);
        await WriteAsync($"{name}-root.crt", chain.Root.CertificatePem);
        await DoAsync($"(umask 077; cat > {name}.key <<'END'\n{chain.KeyPem}END\n)");
        _keys.Add($$"""{"name":"{{name}}","keyPath":"$PWD/{{name}}.key","certPath":"$PWD/{{name}}.crt"}""");
        await DoAsync($"cat > ~/.config/notation/signingkeys.json <<END\n{{\"keys\":[{string.Join(',', _keys)}]}}\nEND");
    }

    /// <summary>Runs a command line that is to succeed; what it prints.</summary>
    public async Task<string> DoAsync(string command)
    {
        var (output, error, exitCode) = await _shell.RunCommandAsync(command, Token);
        Assert.True(exitCode == 0, $"{command}\n{output}{error}");
        return output;
    }

    /// <summary>Runs the page.</summary>
    /// <param name="steady">Replaces what changes from run to run, but for hosts, the home and digests.</param>
    /// <param name="onLine">Sees every line that is no command's.</param>
    public async Task CheckAsync(Func<string, string> steady, Action<string>? onLine = null)
    {
        var actual = await ConsolePage.RerunAsync(
            _page,
            async command =>
            {
                var (output, _, _) = await _shell.RunCommandAsync($"{Preamble}{{ {ToReal(command)}; }} 2>&1", Token);
                return steady(Digests().Replace(ToShown(output), "$1…"));
            },
            async line =>
            {
                onLine?.Invoke(line);
                await TakeFileAsync(line);
            });

        Assert.True(actual == _page, $"the page is to read:\n{actual}");
    }

    public ValueTask DisposeAsync() => _shell.DisposeAsync();

    private string ToReal(string text) => _hosts.Aggregate(
        text, (all, host) => all.Replace(host.Shown, host.Shown[^1] == '/' ? host.Real + '/' : host.Real, StringComparison.Ordinal));

    private string ToShown(string text) => _hosts.Aggregate(
        text.Replace(_home, "~", StringComparison.Ordinal),
        (all, host) => all.Replace(host.Real, host.Shown.TrimEnd('/'), StringComparison.Ordinal));

    private async Task TakeFileAsync(string line)
    {
        if (FileMark().Match(line) is { Success: true } mark)
        {
            _file = mark.Groups[1].Value;
        }
        else if (_file is not null && line == "```")
        {
            await WriteAsync(_file, ToReal(string.Join('\n', _block!)) + '\n');
            (_file, _block) = (null, null);
        }
        else if (_file is not null && _block is null)
        {
            _block = line.StartsWith("```", StringComparison.Ordinal) ? [] : null;
        }
        else
        {
            _block?.Add(line);
        }
    }

    private Task<string> WriteAsync(string file, string text) => DoAsync($"mkdir -p $(dirname {file}); cat > {file} <<'END'\n{text}END");

    [GeneratedRegex("^<!-- file: (.+) -->$")]
    private static partial Regex FileMark();

    [GeneratedRegex("(sha256:|SHA-256 )[0-9a-f]{64}")]
    private static partial Regex Digests();
}
