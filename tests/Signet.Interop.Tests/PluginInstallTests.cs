using Signet.TestKit.Peers;

namespace Signet.Interop.Tests;

/// <summary>What one of the tools installs, the other lists, updates and removes.</summary>
public sealed class PluginInstallTests : IDisposable
{
    private readonly ToolHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(Tool.Signet, Tool.Notation)]
    [InlineData(Tool.Notation, Tool.Signet)]
    public async Task OneInstallsAndTheOtherUses(string one, string other)
    {
        var installed = (await RunAsync(one, "install", "--file", await PackageAsync("1.0.0"))).Succeeded();
        Assert.Equal("Successfully installed plugin foo, version 1.0.0\n", installed.StandardOutput);

        var lists = new[] { one, other }.Select(async tool => (await RunAsync(tool, "ls")).Succeeded().StandardOutput);
        Assert.Single((await Task.WhenAll(lists)).Distinct());

        var refused = await RunAsync(other, "install", "--file", await PackageAsync("0.9.0"));
        Assert.Equal(1, refused.ExitCode);
        Assert.Equal(
            refused.StandardError, (await RunAsync(one, "install", "--file", await PackageAsync("0.9.0"))).StandardError);

        var updated = (await RunAsync(other, "install", "--file", await PackageAsync("1.1.0"))).Succeeded();
        Assert.Equal("Successfully updated plugin foo from version 1.0.0 to 1.1.0\n", updated.StandardOutput);
        Assert.Contains(" 1.1.0 ", (await RunAsync(one, "list")).Succeeded().StandardOutput, StringComparison.Ordinal);
        foreach (var file in new[] { "notation-foo", "LICENSE" })
        {
            Assert.True(File.Exists(Path.Combine(_home.Configuration, "plugins", "foo", file)));
        }

        (await RunAsync(one, "uninstall", "--yes", "foo")).Succeeded();
        Assert.DoesNotContain("foo", (await RunAsync(other, "list")).Succeeded().StandardOutput, StringComparison.Ordinal);
    }

    /// <summary>The same words from both, for what is wrong with a package.</summary>
    [Theory]
    [InlineData("no executable")]
    [InlineData("two executables")]
    [InlineData("leads elsewhere")]
    [InlineData("not executable")]
    [InlineData("bad name")]
    [InlineData("other checksum")]
    [InlineData("no file")]
    [InlineData("no answer")]
    public async Task BothRefuseInTheSameWords(string how)
    {
        _ = await PackageAsync("1.0.0");
        await File.WriteAllTextAsync(_home.PathOf("pkg/bar"), "x", TestContext.Current.CancellationToken);
        string[] arguments = how switch
        {
            "no executable" => await TarAsync("LICENSE"),
            "two executables" => await TarAsync("notation-foo", "notation-copy"),
            "leads elsewhere" => await TarAsync("../pkg/notation-foo"),
            "not executable" => [_home.PathOf("pkg/notation-plain")],
            "bad name" => [_home.PathOf("pkg/bar")],
            "other checksum" => [_home.PathOf("pkg/bar"), "--sha256sum", "abcd"],
            "no file" => ["nofile"],
            _ => [_home.PathOf("pkg/notation-broken")],
        };
        var (signet, notation) = (
            await RunAsync(Tool.Signet, ["install", "--file", .. arguments]),
            await RunAsync(Tool.Notation, ["install", "--file", .. arguments]));
        Assert.Equal(1, signet.ExitCode);
        Assert.Equal(notation.StandardError, signet.StandardError);
    }

    private Task<ToolResult> RunAsync(string tool, params string[] arguments) => Tool.RunAsync(_home, tool, ["plugin", .. arguments]);

    private async Task<string[]> TarAsync(params string[] files)
    {
        (await _home.RunAsync("/bin/tar", ["czPf", _home.PathOf("bad.tar.gz"), "-C", _home.PathOf("pkg"), .. files])).Succeeded();
        return [_home.PathOf("bad.tar.gz")];
    }

    private async Task<string> PackageAsync(string version)
    {
        Directory.CreateDirectory(_home.PathOf("pkg"));
        var script = $$"""
            #!/bin/sh
            cat > /dev/null
            echo '{"name":"foo","description":"for tests","version":"{{version}}","url":"https://example.com","supportedContractVersions":["1.0"],"capabilities":["SIGNATURE_GENERATOR.RAW"]}'

            """.ReplaceLineEndings("\n");
        foreach (var (name, text, mode) in new[]
        {
            ("notation-foo", script, 0x1ED), ("notation-copy", script, 0x1ED), ("notation-plain", script, 0x1A4), ("LICENSE", "x", 0x1A4),
            ("notation-broken", "#!/bin/sh\nexit 3\n", 0x1ED),
        })
        {
            await File.WriteAllTextAsync(_home.PathOf($"pkg/{name}"), text);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_home.PathOf($"pkg/{name}"), (UnixFileMode)mode);
            }
        }

        var package = _home.PathOf($"foo-{version}.tar.gz");
        (await _home.RunAsync("/bin/tar", ["czf", package, "-C", _home.PathOf("pkg"), "notation-foo", "LICENSE"])).Succeeded();
        return package;
    }
}
