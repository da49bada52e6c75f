using System.Security.Cryptography;
using Signet.Notary.Plugins;
using Signet.Notary.Plugins.Installation;

namespace Signet.Notary.Tests.Plugins.Installation;

public sealed class PluginInstallerTests : IDisposable
{
    private const UnixFileMode Readable = (UnixFileMode)0x1A4; // 0644

    private readonly InstallLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task Executable_is_installed_asked_and_updated()
    {
        var done = await _lab.InstallAsync(_lab.Put("notation-foo", InstallLab.Script(), (UnixFileMode)0x1FF));
        Assert.Equal("1.0.0", done.Installed.Version);
        Assert.Null(done.Replaced);
        Assert.Equal((UnixFileMode)0x1ED, _lab.ModeOf("foo", "notation-foo"));
        Assert.Equal((UnixFileMode)0x1ED, _lab.ModeOf("foo"));

        done = await _lab.InstallAsync(_lab.Put("notation-foo", InstallLab.Script(version: "1.1.0")));
        Assert.Equal(("1.1.0", "1.0.0"), (done.Installed.Version, done.Replaced!.Version));
        Assert.Equal("1.1.0", await VersionAsync());
        Assert.Equal([_lab.Installed(), _lab.Installed("foo"), _lab.Installed("foo", "notation-foo")], _lab.Files());
    }

    [Fact]
    public async Task Files_of_the_replaced_version_are_gone()
    {
        await _lab.InstallAsync(RawZip.Of(new("notation-foo", InstallLab.Script()), new("old", "x")));
        await _lab.InstallAsync(RawZip.Of(new("notation-foo", InstallLab.Script(version: "2.0.0")), new("new", "x")));
        Assert.False(File.Exists(_lab.Installed("foo", "old")));
        Assert.True(File.Exists(_lab.Installed("foo", "new")));
    }

    [Theory]
    [InlineData("1.0.0", "1.0.0", PluginInstallFault.SameVersion, "plugin foo with version 1.0.0 already exists")]
    [InlineData("1.0.0+b1", "1.0.0+b2", PluginInstallFault.SameVersion, "plugin foo with version 1.0.0+b1 already exists")]
    [InlineData(
        "1.0.0", "0.9.0", PluginInstallFault.Downgrade,
        "failed to install plugin foo. The installing plugin version 0.9.0 is lower than the existing plugin version 1.0.0.")]
    [InlineData("1.0.0", "1.0.0-rc.1", PluginInstallFault.Downgrade, "is lower than the existing plugin version 1.0.0.")]
    [InlineData("1.0.0-rc.1", "1.0.0", null, "")]
    [InlineData("1.9.0", "1.10.0", null, "")]
    [InlineData("1.0.0", "v2", PluginInstallFault.Version, "failed to compare plugin versions: v2 is not a valid semantic version")]
    [InlineData("v1", "2.0.0", PluginInstallFault.Version, "failed to compare plugin versions: v1 is not a valid semantic version")]
    public async Task Versions_go_up_unless_forced(string existing, string installing, PluginInstallFault? fault, string message)
    {
        await _lab.InstallAsync(_lab.Put("notation-foo", InstallLab.Script(version: existing)));
        var package = _lab.Put("notation-foo", InstallLab.Script(version: installing));
        if (fault is { } expected)
        {
            await _lab.RefusedAsync(package, expected, message);
            Assert.Equal(existing, await VersionAsync());
        }

        var done = await _lab.InstallAsync(package, new() { IsForced = true });
        Assert.Equal((installing, existing), (done.Installed.Version, done.Replaced!.Version));
        Assert.Equal(installing, await VersionAsync());
    }

    [Theory]
    [InlineData("bar", (UnixFileMode)0x1ED, "invalid plugin executable file name. Plugin file name requires format notation-{plugin-name}, but got bar")]
    [InlineData("notation-", (UnixFileMode)0x1ED, "but got notation-")]
    [InlineData("notation-a b", (UnixFileMode)0x1ED, "but got notation-a b")]
    [InlineData("notation-bar", Readable, "input file notation-bar is not executable")]
    public async Task Bare_executable_has_the_name_and_mode_of_one(string file, UnixFileMode mode, string message) =>
        await _lab.RefusedAsync(_lab.Put(file, InstallLab.Script("bar"), mode), PluginInstallFault.Executable, message);

    [Theory]
    [InlineData("nofile", "nofile: no such file or directory")]
    [InlineData("folder", "folder is not a valid file")]
    [InlineData("pipe", "pipe is not a valid file")]
    [InlineData("/dev/null", "/dev/null is not a valid file")]
    public async Task H2_source_is_a_regular_file(string file, string message)
    {
        Directory.CreateDirectory(_lab.PathOf("folder"));
        using (var make = System.Diagnostics.Process.Start("mkfifo", [_lab.PathOf("pipe")]))
        {
            await make.WaitForExitAsync(InstallLab.Token);
        }

        await _lab.RefusedAsync(_lab.PathOf(file), PluginInstallFault.Source, message);
    }

    [Theory]
    [InlineData("none", "no plugin executable file was found")]
    [InlineData("two", "found more than one plugin executable files")]
    [InlineData("two without permission", "no plugin executable file was found")]
    [InlineData("link", "no plugin executable file was found")]
    [InlineData("below the top", "no plugin executable file was found")]
    public async Task Package_has_one_executable(string how, string message) => await _lab.RefusedAsync(
        how switch
        {
            "none" => RawZip.Of(new RawZipEntry("foo", InstallLab.Script())),
            "two" => RawZip.Of(new("notation-foo", InstallLab.Script()), new("notation-bar", InstallLab.Script("bar"))),
            "two without permission" => RawZip.Of(
                new("notation-foo", InstallLab.Script()) { Mode = 0x81A4 }, new("notation-bar", InstallLab.Script("bar")) { Mode = 0x81A4 }),
            "link" => RawZip.Of(new("notation-foo", "/bin/sh") { Mode = 0xA1FF }, new("LICENSE", "x")),
            _ => RawZip.Of(new("folder/notation-foo", InstallLab.Script()), new("LICENSE", "x")),
        },
        PluginInstallFault.Executable, $"failed to read plugin from input directory: {message}");

    [Fact]
    public async Task Only_candidate_is_made_executable()
    {
        await _lab.InstallAsync(RawZip.Of(new("notation-foo", InstallLab.Script()) { Mode = null }, new("readme", "x")));
        Assert.Equal((UnixFileMode)0x1E4, _lab.ModeOf("foo", "notation-foo"));
    }

    [Theory]
    [InlineData("exit 3", PluginFailure.NotRunnable, "failed to get metadata of new plugin: exit status 3")]
    [InlineData("echo junk; exit 0", PluginFailure.Malformed, "failed to unmarshal the response of get-plugin-metadata command for plugin foo")]
    [InlineData("echo '{\"errorCode\":\"ERROR\",\"errorMessage\":\"no\"}' >&2; exit 1", PluginFailure.Refused, "failed to get metadata of new plugin: no")]
    public async Task New_plugin_that_does_not_answer_changes_nothing(string script, PluginFailure failure, string message)
    {
        await _lab.InstallAsync(_lab.Put("notation-foo", InstallLab.Script()));
        var package = _lab.Put("notation-foo", InstallLab.Script(version: "2.0.0", more: script));
        foreach (var isForced in new[] { false, true })
        {
            var e = await _lab.RefusedAsync(package, PluginInstallFault.NewPlugin, message, new() { IsForced = isForced });
            Assert.Equal(failure, Assert.IsType<PluginCallException>(e.InnerException).Failure);
        }

        Assert.Equal("1.0.0", await VersionAsync());
    }

    [Fact]
    public async Task Name_is_that_of_the_executable()
    {
        var e = await _lab.RefusedAsync(
            _lab.Put("notation-foo", InstallLab.Script("bar")), PluginInstallFault.NewPlugin,
            "plugin executable file name must be \"notation-bar\" instead of \"notation-foo\"");
        Assert.Equal(PluginFailure.Malformed, Assert.IsType<PluginCallException>(e.InnerException).Failure);
    }

    [Theory]
    [InlineData("fails")]
    [InlineData("link")]
    [InlineData("directory is a link")]
    public async Task Existing_plugin_that_is_broken_is_replaced_only_when_forced(string how)
    {
        var package = _lab.Put("notation-foo", InstallLab.Script());
        Directory.CreateDirectory(_lab.Installed(how == "directory is a link" ? "elsewhere" : "foo"));
        var precious = _lab.PathOf("precious");
        Directory.CreateDirectory(precious);
        await File.WriteAllTextAsync(Path.Combine(precious, "notation-foo"), InstallLab.Script(), InstallLab.Token);
        switch (how)
        {
            case "fails":
                await File.WriteAllTextAsync(_lab.Installed("foo", "notation-foo"), "#!/bin/sh\nexit 1\n", InstallLab.Token);
                PluginLab.SetMode(_lab.Installed("foo", "notation-foo"), (UnixFileMode)0x1ED);
                break;
            case "link":
                File.CreateSymbolicLink(_lab.Installed("foo", "notation-foo"), Path.Combine(precious, "notation-foo"));
                break;
            default:
                Directory.CreateSymbolicLink(_lab.Installed("foo"), precious);
                break;
        }

        await _lab.RefusedAsync(package, PluginInstallFault.ExistingPlugin, "failed to get metadata of existing plugin: ");
        Assert.Null((await _lab.InstallAsync(package, new() { IsForced = true })).Replaced);
        Assert.Equal("1.0.0", await VersionAsync());
        Assert.True(File.Exists(Path.Combine(precious, "notation-foo")));
    }

    [Fact]
    public async Task H2_checksum_is_compared_before_anything_is_looked_at()
    {
        var content = RawZip.Of(new RawZipEntry("notation-foo", InstallLab.Script()));
        var package = _lab.Put("package", content);
        await _lab.RefusedAsync(
            package, PluginInstallFault.Checksum, "plugin SHA-256 checksum does not match user input. Expecting abcd", new() { Sha256 = "abcd" });
        // Not even the name is looked at: it is no plugin's.
        await _lab.RefusedAsync(
            _lab.Put("bar", "x"), PluginInstallFault.Checksum, "does not match", new() { Sha256 = new('0', 64) });
        await _lab.InstallAsync(package, new() { Sha256 = Convert.ToHexString(SHA256.HashData(content)) });
    }

    [Fact]
    public async Task Directory_gives_its_files_and_nothing_below()
    {
        var folder = Directory.CreateDirectory(_lab.PathOf("folder")).FullName;
        _lab.Put("folder/notation-foo", InstallLab.Script());
        _lab.Put("folder/LICENSE", "text", Readable);
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        File.CreateSymbolicLink(Path.Combine(folder, "passwd"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(folder, "notation-bar"), "/bin/sh");
        var done = await _lab.Installer.InstallDirectoryAsync(folder, cancellationToken: InstallLab.Token);
        Assert.Equal("foo", done.Installed.Name);
        Assert.Equal(
            ["LICENSE", "notation-foo"],
            Directory.GetFileSystemEntries(_lab.Installed("foo")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(File.Exists(Path.Combine(folder, "notation-foo")));
    }

    [Fact]
    public async Task Leftovers_of_a_killed_installation_are_put_back_or_removed()
    {
        // As after a kill between the two moves where a file system cannot exchange.
        await _lab.InstallAsync(_lab.Put("notation-foo", InstallLab.Script()));
        var root = Path.Combine(_lab.Libexec, ".plugins-staging");
        foreach (var folder in new[] { "old", "new/foo", "removed/bar" })
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }

        Directory.Move(_lab.Installed("foo"), Path.Combine(root, "old", "foo"));
        await _lab.InstallAsync(_lab.Put("notation-other", InstallLab.Script("other")));
        Assert.Equal("1.0.0", await VersionAsync());
        Assert.Equal(["foo", "other"], _lab.Manager.FindNames());
        Assert.False(Directory.Exists(root));
    }

    [Fact]
    public void Area_inside_the_directory_of_plugins_is_no_plugin()
    {
        Directory.CreateDirectory(_lab.Installed(".signet-staging"));
        Assert.Empty(_lab.Manager.FindNames());
    }

    [Fact]
    public async Task Area_that_is_a_link_is_not_followed()
    {
        var precious = Directory.CreateDirectory(_lab.PathOf("precious")).FullName;
        _lab.Put("precious/file", "x");
        File.CreateSymbolicLink(Path.Combine(_lab.Libexec, ".plugins-staging"), precious);
        await _lab.InstallAsync(_lab.Put("notation-foo", InstallLab.Script()));
        Assert.True(File.Exists(Path.Combine(precious, "file")));
    }

    [Fact]
    public async Task Installations_at_the_same_time_take_turns()
    {
        var packages = Enumerable.Range(1, 8)
            .Select(i => RawZip.Of(
                new("notation-foo", InstallLab.Script(version: $"1.0.{i}")), new("version", $"1.0.{i}")))
            .Select((content, i) => _lab.Put($"package-{i}", content))
            .ToArray();
        await Task.WhenAll(packages.Select(p => Task.Run(() => _lab.InstallAsync(p, new() { IsForced = true }))));
        Assert.Equal(await VersionAsync(), await File.ReadAllTextAsync(_lab.Installed("foo", "version"), InstallLab.Token));
        Assert.Equal(4, _lab.Files().Length);
    }

    [Fact]
    public async Task Directory_of_plugins_may_be_a_link()
    {
        var elsewhere = Directory.CreateDirectory(_lab.PathOf("elsewhere/plugins")).FullName;
        Directory.Delete(_lab.Installed());
        Directory.CreateSymbolicLink(_lab.Installed(), elsewhere);
        await _lab.InstallAsync(_lab.Put("notation-foo", InstallLab.Script()));
        await _lab.InstallAsync(_lab.Put("notation-foo", InstallLab.Script(version: "2.0.0")));
        Assert.Equal("2.0.0", await VersionAsync());
    }

    [Theory]
    [InlineData("works")]
    [InlineData("broken")]
    [InlineData("link")]
    [InlineData("directory is a link")]
    public async Task Uninstalling_removes_the_directory_and_follows_nothing(string how)
    {
        var precious = Directory.CreateDirectory(_lab.PathOf("precious")).FullName;
        _lab.Put("precious/notation-foo", "x");
        if (how == "directory is a link")
        {
            Directory.CreateSymbolicLink(_lab.Installed("foo"), precious);
        }
        else
        {
            await _lab.InstallAsync(_lab.Put("notation-foo", InstallLab.Script()));
            Directory.CreateSymbolicLink(_lab.Installed("foo", "folder"), precious);
            if (how == "link")
            {
                File.Delete(_lab.Installed("foo", "notation-foo"));
                File.CreateSymbolicLink(_lab.Installed("foo", "notation-foo"), Path.Combine(precious, "notation-foo"));
            }
            else if (how == "broken")
            {
                await File.WriteAllTextAsync(_lab.Installed("foo", "notation-foo"), "", InstallLab.Token);
            }
        }

        Assert.True(_lab.Installer.Exists("foo"));
        await _lab.Installer.UninstallAsync("foo", InstallLab.Token);
        Assert.Equal([_lab.Installed()], _lab.Files());
        Assert.True(File.Exists(Path.Combine(precious, "notation-foo")));
        Assert.False(_lab.Installer.Exists("foo"));
        await Assert.ThrowsAsync<PluginCallException>(() => _lab.Installer.UninstallAsync("foo", InstallLab.Token));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../packages")]
    [InlineData("")]
    [InlineData("/etc")]
    public async Task H1_names_are_checked_before_anything_is_removed(string name) =>
        await Assert.ThrowsAsync<PluginCallException>(() => _lab.Installer.UninstallAsync(name, InstallLab.Token));

    private async Task<string> VersionAsync() =>
        (await _lab.Manager.Open("foo").GetMetadataAsync(null, InstallLab.Token)).Version;
}
