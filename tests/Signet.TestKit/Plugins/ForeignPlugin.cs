using Signet.TestKit.Peers;

namespace Signet.TestKit.Plugins;

/// <summary>
/// Signing plugins written as others write them, without a library of ours: scripts beside this file, each of which says
/// how it is used.
/// </summary>
public sealed class ForeignPlugin
{
    private readonly Func<string> _interpreter;
    private readonly string _file;

    private ForeignPlugin(string name, string file, Func<string> interpreter)
    {
        Name = name;
        _file = file;
        _interpreter = interpreter;
    }

    /// <summary>POSIX shell and openssl; signs bytes (RAW).</summary>
    public static ForeignPlugin Shell { get; } = new("shell-raw", "shell-raw.sh", () => "/bin/sh");

    /// <summary>Python 3 and openssl; makes whole envelopes (ENVELOPE), or signs bytes when told to.</summary>
    public static ForeignPlugin Python { get; } = new("python-envelope", "python-envelope.py", () => Peers.Peers.Python);

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>The plugin of that name.</summary>
    public static ForeignPlugin Of(string name) => name == Shell.Name ? Shell : Python;

    /// <summary>Puts it into a directory of plugins.</summary>
    /// <exception cref="PeerMissingException">What runs it is not on this machine.</exception>
    public void Install(string pluginsDirectory)
    {
        _ = Peers.Peers.OpenSsl;
        var folder = Path.Combine(pluginsDirectory, Name);
        var executable = Path.Combine(folder, $"notation-{Name}");
        var script = File.ReadAllText(Checkout.Find($"tests/Signet.TestKit/Plugins/{_file}")).ReplaceLineEndings("\n");
        Directory.CreateDirectory(folder);
        // Not through env: version managers put wrappers first on the path, which take their time.
        File.WriteAllText(executable, $"#!{_interpreter()}\n{script[(script.IndexOf('\n', StringComparison.Ordinal) + 1)..]}");
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode OwnerAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            foreach (var path in new[] { pluginsDirectory, folder, executable })
            {
                File.SetUnixFileMode(path, OwnerAll);
            }
        }
    }
}
