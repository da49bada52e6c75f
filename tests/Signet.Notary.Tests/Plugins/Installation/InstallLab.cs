using Signet.Notary.Plugins;
using Signet.Notary.Plugins.Installation;

namespace Signet.Notary.Tests.Plugins.Installation;

/// <summary>Packages of plugins in shell, and an installer for them.</summary>
internal sealed class InstallLab : IDisposable
{
    private readonly PluginLab _lab = new();

    public InstallLab()
    {
        Directory.CreateDirectory(_lab.Outside("packages"));
        Installer = new(
            new()
            {
                ConfigDirectory = Libexec,
                LibexecDirectory = Libexec,
                CacheDirectory = Libexec,
            },
            PluginLab.Quick);
    }

    public PluginInstaller Installer { get; }

    public PluginManager Manager => _lab.Manager;

    public string Libexec => Path.GetDirectoryName(_lab.Manager.PluginsDirectory)!;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A plugin that tells its name and version, and keeps nothing.</summary>
    public static string Script(string name = "foo", string version = "1.0.0", string more = "") =>
        $"#!/bin/sh\n{more}\ncat > /dev/null\necho '{PluginLab.Metadata(name).Replace("1.2.3", version, StringComparison.Ordinal)}'\n";

    public string PathOf(string file) => Path.Combine(_lab.Outside("packages"), file);

    /// <summary>A path below the directory of all plugins.</summary>
    public string Installed(params string[] parts) => Path.Combine([Manager.PluginsDirectory, .. parts]);

    public string Put(string file, byte[] content, UnixFileMode mode = (UnixFileMode)0x1ED)
    {
        File.WriteAllBytes(PathOf(file), content);
        PluginLab.SetMode(PathOf(file), mode);
        return PathOf(file);
    }

    public string Put(string file, string text, UnixFileMode mode = (UnixFileMode)0x1ED) =>
        Put(file, System.Text.Encoding.UTF8.GetBytes(text), mode);

    public async Task<PluginInstallation> InstallAsync(string path, PluginInstallOptions? options = null)
    {
        await using var source = await PluginSource.OpenFileAsync(path, Token);
        return await Installer.InstallAsync(source, options, Token);
    }

    public Task<PluginInstallation> InstallAsync(byte[] package) => InstallAsync(Put("package", package));

    /// <summary>Installs and sees it refused, with nothing left behind.</summary>
    public async Task<PluginInstallException> RefusedAsync(
        string path, PluginInstallFault fault, string message, PluginInstallOptions? options = null)
    {
        var before = Files();
        var e = await Assert.ThrowsAsync<PluginInstallException>(() => InstallAsync(path, options));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(fault, e.Fault);
        Assert.Equal(before, Files());
        return e;
    }

    public Task<PluginInstallException> RefusedAsync(byte[] package, PluginInstallFault fault, string message) =>
        RefusedAsync(Put("package", package), fault, message);

    /// <summary>Everything below the directory of plugins and beside it, but the lock.</summary>
    public string[] Files() =>
    [
        .. Directory.EnumerateFileSystemEntries(Libexec, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Where(f => !f.EndsWith(".lock", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public UnixFileMode ModeOf(params string[] parts) =>
        OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(Installed(parts));

    public void Dispose() => _lab.Dispose();
}
