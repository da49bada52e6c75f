using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Signet.TestKit.Peers;
using Signet.TestKit.Registries;
using Signet.TestKit.Servers;

namespace Signet.Cli.Tests;

/// <summary>Installation by the real executable: over HTTPS, and killed at any moment.</summary>
public sealed class PluginCommandTests : IDisposable
{
    private const UnixFileMode Executable = (UnixFileMode)0x1ED; // 0755

    private readonly ToolHome _home = new();

    public PluginCommandTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the plugins of this test are scripts with a #! line");
        foreach (var (name, value) in new[] { ("DOTNET_ROOT", DotnetRoot), ("DOTNET_TieredPGO", "0") })
        {
            _home.Variables[name] = value;
        }
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Download_over_https_is_checked_and_installed()
    {
        var package = Encoding.UTF8.GetBytes(Script("1.0.0"));
        using var certificates = new LoopbackCertificates();
        using var certificate = certificates.IssueServer();
        await using var server = await LoopbackHttpServer.StartAsync(
            request => request.Target switch
            {
                "/notation-foo" => new() { Status = 302, Location = "/files/1?token=secret" },
                "/plain" => new() { Status = 302, Location = "http://localhost:1/x" },
                "/files/1?token=secret" => LoopbackReply.Of(package, "application/octet-stream"),
                _ => LoopbackReply.NotFound,
            },
            certificate);
        await File.WriteAllTextAsync(_home.PathOf("ca.pem"), certificates.CaPem, Token);

        var url = $"{server.Url}/notation-foo";
        var digest = Convert.ToHexString(SHA256.HashData(package));
        var untrusted = await InstallAsync("--url", url, "--sha256sum", digest);
        Assert.Equal(1, untrusted.ExitCode);
        Assert.StartsWith(
            $"Error: failed to download plugin from URL {url} with error: Get \"{url}\": tls: ", untrusted.StandardError, StringComparison.Ordinal);
        Assert.Empty(server.Requests);

        _home.Variables["SSL_CERT_FILE"] = _home.PathOf("ca.pem");
        var wrong = await InstallAsync("--url", url, "--sha256sum", new('0', 64));
        Assert.Equal(1, wrong.ExitCode);
        Assert.Equal(
            $"Error: plugin installation failed: plugin SHA-256 checksum does not match user input. Expecting {new string('0', 64)}\n",
            wrong.StandardError);
        Assert.False(Directory.Exists(Path.Combine(_home.Configuration, "plugins", "foo")));

        var done = (await InstallAsync("--url", url, "--sha256sum", digest)).Succeeded();
        Assert.Equal(
            $"Downloading plugin from {url}\nDownload completed\nSuccessfully installed plugin foo, version 1.0.0\n", done.StandardOutput);
        Assert.All(server.Requests, r => Assert.DoesNotContain(r.Headers, h => h.Key is "Authorization" or "Cookie"));

        var missing = await InstallAsync("--url", $"{server.Url}/nope", "--sha256sum", digest);
        Assert.Equal(
            $"Error: failed to download plugin from URL {server.Url}/nope with error: GET \"{server.Url}/nope\": https response bad status: "
            + "404 Not Found\n",
            missing.StandardError);
        var plain = await InstallAsync("--url", $"{server.Url}/plain", "--sha256sum", digest);
        Assert.Contains("only the HTTPS scheme is supported, but got http\n", plain.StandardError, StringComparison.Ordinal);
    }

    /// <summary>The one or the other version is there at every moment, with all its files.</summary>
    [Fact]
    public async Task H5_installation_killed_at_any_moment_leaves_a_whole_plugin()
    {
        var plugins = Path.Combine(_home.Configuration, "plugins");
        foreach (var version in new[] { "1.0.0", "2.0.0" })
        {
            var folder = Directory.CreateDirectory(_home.PathOf(version)).FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, "notation-foo"), Script(version), Token);
            await File.WriteAllTextAsync(Path.Combine(folder, "version"), version, Token);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Combine(folder, "notation-foo"), Executable);
            }

            (await _home.RunAsync("/bin/tar", ["czf", _home.PathOf($"{version}.tar.gz"), "-C", folder, "notation-foo", "version"])).Succeeded();
        }

        (await InstallAsync("--file", _home.PathOf("1.0.0.tar.gz"))).Succeeded();
        var work = (double)(await RunToAsync(delay: null, "--force", "--file", _home.PathOf("1.0.0.tar.gz")))!;

        var (killed, random) = (0, new Random(4));
        for (var i = 0; i < 30; i++)
        {
            var version = i % 2 == 0 ? "2.0.0" : "1.0.0";
            var ran = await RunToAsync(random.NextDouble() * work, "--force", "--file", _home.PathOf($"{version}.tar.gz"));
            killed += ran is null ? 1 : 0;
            work = Math.Min(work, ran ?? work);
            var found = await File.ReadAllTextAsync(Path.Combine(plugins, "foo", "version"), Token);
            Assert.Contains(found, new[] { "1.0.0", "2.0.0" });
            var answer = (await _home.RunAsync(Path.Combine(plugins, "foo", "notation-foo"), ["get-plugin-metadata"], "{}")).Succeeded();
            Assert.Contains($"\"version\":\"{found}\"", answer.StandardOutput, StringComparison.Ordinal);
            Assert.Equal(["foo"], Directory.GetFileSystemEntries(plugins).Select(Path.GetFileName));
        }

        Assert.True(killed > 10, $"only {killed} of 30 were killed before their end");
        (await InstallAsync("--force", "--file", _home.PathOf("2.0.0.tar.gz"))).Succeeded();
        Assert.Equal(
            [".plugins-staging.lock", "plugins"],
            Directory.GetFileSystemEntries(_home.Configuration).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal("2.0.0", await File.ReadAllTextAsync(Path.Combine(plugins, "foo", "version"), Token));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static string DotnetRoot =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "..", "..", ".."));

    private static string Script(string version) => $$"""
        #!/bin/sh
        cat > /dev/null
        echo '{"name":"foo","description":"for tests","version":"{{version}}","url":"https://example.com","supportedContractVersions":["1.0"],"capabilities":["SIGNATURE_GENERATOR.RAW"]}'

        """.ReplaceLineEndings("\n");

    private Task<ToolResult> InstallAsync(params string[] arguments) =>
        _home.RunAsync(Transcript.Executable, ["plugin", "install", .. arguments]);

    /// <summary>
    /// Runs an installation, and kills it some milliseconds after it began to write. Returns how long it worked from there to
    /// its end; null when it was killed before.
    /// </summary>
    private async Task<double?> RunToAsync(double? delay, params string[] arguments)
    {
        var start = new ProcessStartInfo(Transcript.Executable, ["plugin", "install", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in _home.Variables)
        {
            start.Environment[name] = value;
        }

        var area = new DirectoryInfo(Path.Combine(_home.Configuration, ".plugins-staging"));
        var before = Seen(area);
        using var process = Process.Start(start) ?? throw new Win32Exception("signet did not start");
        while (Seen(area) == before && !process.HasExited)
        {
            await Task.Delay(1, Token);
        }

        var clock = Stopwatch.StartNew();
        var done = process.WaitForExitAsync(Token);
        if (delay is { } wait && await Task.WhenAny(done, Task.Delay(TimeSpan.FromMilliseconds(wait), Token)) != done)
        {
            process.Kill();
            await done;
            return null;
        }

        await done;
        return clock.Elapsed.TotalMilliseconds;

        // What a killed one left is there from the start, and made anew.
        static (bool, DateTime) Seen(DirectoryInfo area)
        {
            area.Refresh();
            return (area.Exists, area.Exists ? area.LastWriteTimeUtc : default);
        }
    }
}
