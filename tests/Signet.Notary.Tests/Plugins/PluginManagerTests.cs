using System.Diagnostics;
using Signet.Notary.Plugins;

namespace Signet.Notary.Tests.Plugins;

public sealed class PluginManagerTests : IDisposable
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly PluginLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public void Only_real_directories_are_found_in_ordinal_order()
    {
        foreach (var name in new[] { "b", "a", "Z", ".hidden" })
        {
            _lab.Put(name, "file", "");
        }

        File.WriteAllText(Path.Combine(_lab.Manager.PluginsDirectory, "file"), "");
        Directory.CreateSymbolicLink(
            Path.Combine(_lab.Manager.PluginsDirectory, "link"), Path.Combine(_lab.Manager.PluginsDirectory, "a"));

        Assert.Equal([".hidden", "Z", "a", "b"], _lab.Manager.FindNames());
    }

    [Fact]
    public void Without_a_directory_there_are_no_plugins()
    {
        Directory.Delete(_lab.Manager.PluginsDirectory);
        Assert.Empty(_lab.Manager.FindNames());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../good")]
    [InlineData("good/../good")]
    [InlineData("/etc")]
    [InlineData("go\\od")]
    [InlineData("go od")]
    [InlineData("good\n")]
    [InlineData("good\0")]
    [InlineData("gööd")]
    [InlineData("C:good")]
    [InlineData(129)]
    public void H1_names_are_checked_before_a_path_is_built(object name)
    {
        _lab.Canned("good");
        AssertRefused(PluginFailure.NotFound, name is int length ? new string('a', length) : (string)name, "plugin name");
    }

    [Theory]
    [InlineData("good")]
    [InlineData("com.example_a-1.B")]
    [InlineData("..a")]
    public void Names_of_plugins_are_accepted(string name)
    {
        _lab.Canned(name);
        var client = _lab.Manager.Open(name);
        Assert.Equal(name, client.Name);
        Assert.Equal(_lab.ExecutableOf(name), client.Path);
    }

    [Fact]
    public void Missing_plugin_is_said_in_notations_words() => AssertRefused(
        PluginFailure.NotFound,
        "nope",
        "plugin executable file is either not found or inaccessible: "
        + $"stat {_lab.ExecutableOf("nope")}: no such file or directory");

    [Fact]
    public void H1_executable_that_is_a_link_is_refused()
    {
        _lab.Canned("good");
        _lab.Put("bad", "file", "");
        File.CreateSymbolicLink(_lab.ExecutableOf("bad"), _lab.ExecutableOf("good"));
        AssertRefused(PluginFailure.Unsafe, "bad", "plugin executable file is not a regular file");
        AssertRefused(PluginFailure.Unsafe, "bad", "symbolic link");
    }

    [Fact]
    public void H1_directory_that_is_a_link_is_refused()
    {
        _lab.Canned("good");
        Directory.Move(Path.GetDirectoryName(_lab.ExecutableOf("good"))!, _lab.Outside("moved"));
        Directory.CreateSymbolicLink(Path.Combine(_lab.Manager.PluginsDirectory, "good"), _lab.Outside("moved"));
        AssertRefused(PluginFailure.Unsafe, "good", "is a symbolic link");
    }

    [Fact]
    public void H1_executable_that_is_a_directory_is_refused()
    {
        Directory.CreateDirectory(_lab.ExecutableOf("bad"));
        AssertRefused(PluginFailure.Unsafe, "bad", "plugin executable file is not a regular file");
    }

    [Theory]
    [InlineData("executable", "chmod o-w '")]
    [InlineData("directory", "chmod o-w '")]
    [InlineData("all plugins", "chmod o-w '")]
    public void H1_what_everybody_may_write_is_refused(string what, string remedy)
    {
        _lab.Canned("good");
        PluginLab.SetMode(Entry(what), Owner | UnixFileMode.OtherWrite);
        AssertRefused(PluginFailure.Unsafe, "good", remedy + Entry(what));
    }

    [Theory]
    [InlineData("executable")]
    [InlineData("directory")]
    [InlineData("all plugins")]
    public async Task H1_what_belongs_to_another_user_is_refused(string what)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file to another user");
        _lab.Canned("good");
        using (var chown = Process.Start("chown", ["65534", Entry(what)]))
        {
            await chown.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        AssertRefused(PluginFailure.Unsafe, "good", "belongs to another user (id 65534)");
    }

    [Fact]
    public void Executable_without_permission_is_said_in_notations_words()
    {
        _lab.Canned("good");
        PluginLab.SetMode(_lab.ExecutableOf("good"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        AssertRefused(PluginFailure.NotRunnable, "good", $"fork/exec {_lab.ExecutableOf("good")}: permission denied");
    }

    [Theory]
    [InlineData("another file in its place")]
    [InlineData("away and put back")]
    [InlineData("written to")]
    [InlineData("another directory")]
    [InlineData("made writable")]
    public async Task H1_what_was_replaced_between_check_and_run_is_not_run(string how)
    {
        var client = _lab.Canned("good", PluginLab.Metadata("good"));
        var path = _lab.ExecutableOf("good");
        var directory = Path.GetDirectoryName(path)!;
        switch (how)
        {
            case "another file in its place":
                _lab.Canned("evil", PluginLab.Metadata("good"));
                File.Move(_lab.ExecutableOf("evil"), path, overwrite: true);
                break;
            case "away and put back":
                File.Move(path, path + ".away");
                File.Move(path + ".away", path);
                break;
            case "written to":
                await File.AppendAllTextAsync(path, "\n", TestContext.Current.CancellationToken);
                break;
            case "another directory":
                Directory.Move(directory, _lab.Outside("away"));
                Directory.CreateDirectory(directory);
                File.Move(Path.Combine(_lab.Outside("away"), Path.GetFileName(path)), path);
                break;
            default:
                PluginLab.SetMode(path, Owner | UnixFileMode.OtherWrite);
                break;
        }

        var e = await Assert.ThrowsAsync<PluginCallException>(
            () => client.GetMetadataAsync(null, TestContext.Current.CancellationToken));
        Assert.Equal(PluginFailure.Unsafe, e.Failure);
        Assert.False(File.Exists(_lab.PathOf("good", "calls")));
    }

    [Fact]
    public async Task Files_that_a_plugin_keeps_in_its_directory_are_no_change()
    {
        var client = _lab.Canned("good", PluginLab.Metadata("good"));
        await client.GetMetadataAsync(null, TestContext.Current.CancellationToken);
        await client.GetMetadataAsync(null, TestContext.Current.CancellationToken);
        Assert.Equal("get-plugin-metadata\nget-plugin-metadata\n", _lab.Read("good", "calls"));
    }

    private string Entry(string what) => what switch
    {
        "executable" => _lab.ExecutableOf("good"),
        "directory" => Path.GetDirectoryName(_lab.ExecutableOf("good"))!,
        _ => _lab.Manager.PluginsDirectory,
    };

    private void AssertRefused(PluginFailure failure, string name, string message)
    {
        var e = Assert.Throws<PluginCallException>(() => _lab.Manager.Open(name));
        Assert.Equal(failure, e.Failure);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
