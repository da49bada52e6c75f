using System.ComponentModel;
using System.Diagnostics;

namespace Signet.TestKit.Peers;

/// <summary>
/// A temporary home in which programs run, so that neither the developer's keys and policies nor another test's are
/// seen. <c>signet</c> and <c>notation</c> started from one home share its configuration.
/// </summary>
public sealed class ToolHome : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signet-home-");
    private readonly Dictionary<string, string> _environment;

    public ToolHome() => _environment = new Dictionary<string, string>
    {
        ["HOME"] = Folder,
        ["XDG_CONFIG_HOME"] = Path.Combine(Folder, "config"),
        ["XDG_CACHE_HOME"] = Path.Combine(Folder, "cache"),
        ["DOCKER_CONFIG"] = Path.Combine(Folder, "docker"),
        ["NOTATION_EXPERIMENTAL"] = "1",
        ["TZ"] = "UTC",
    };

    /// <summary>The home; programs run with it as current directory.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The configuration directory <c>notation</c> and <c>signet</c> share.</summary>
    public string Configuration => Path.Combine(Folder, "config", "notation");

    /// <summary>Environment the programs get on top of <c>PATH</c>; change it before a call.</summary>
    public IDictionary<string, string> Variables => _environment;

    /// <summary>Full path of a file in this home.</summary>
    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Runs <c>notation</c>.</summary>
    public Task<ToolResult> NotationAsync(params string[] arguments) => RunAsync(Peers.Notation, arguments);

    /// <summary>Runs <c>signet</c>.</summary>
    public Task<ToolResult> SignetAsync(params string[] arguments) => RunAsync(Peers.Signet, arguments);

    /// <summary>Runs <c>oras</c>.</summary>
    public Task<ToolResult> OrasAsync(params string[] arguments) => RunAsync(Peers.Oras, arguments);

    /// <summary>Runs <c>openssl</c>.</summary>
    public Task<ToolResult> OpenSslAsync(params string[] arguments) => RunAsync(Peers.OpenSsl, arguments);

    /// <summary>Runs a program to its end; standard input holds <paramref name="input"/> and nothing else.</summary>
    public async Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start) ?? throw new Win32Exception($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading its input, which is its right.
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} ran longer than {Patience}");
        }

        var commandLine = $"{Path.GetFileName(program)} {string.Join(' ', arguments)}";
        return new ToolResult(commandLine, process.ExitCode, await output, await error);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
