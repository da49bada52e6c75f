using System.Globalization;
using System.Text.Json;
using Signet.Notary.Plugins;
using Signet.TestKit.Peers;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Plugins;

/// <summary>A directory of real plugins, shell and Python scripts, good and hostile.</summary>
internal sealed class PluginLab : IDisposable
{
    private const UnixFileMode OwnerAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TempConfig _config = new();

    public PluginLab()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the plugins of this test are scripts with a #! line");
        Manager = new(_config.Directories, Quick);
        MakeDirectory(Manager.PluginsDirectory);
    }

    /// <summary>Limits for tests: patient with a busy machine, impatient with pauses.</summary>
    public static PluginOptions Quick { get; } = new()
    {
        Timeout = TimeSpan.FromMinutes(2),
        RetryDelay = TimeSpan.FromMilliseconds(1),
        LeftoverTime = TimeSpan.FromMilliseconds(300),
    };

    public PluginManager Manager { get; }

    public PluginManager ManagerWith(PluginOptions options) => new(_config.Directories, options);

    public PluginClient Open(string name, PluginOptions? options = null) => ManagerWith(options ?? Quick).Open(name);

    /// <summary>A path in the directory of a plugin.</summary>
    public string PathOf(string plugin, string file) => Path.Combine(Manager.PluginsDirectory, plugin, file);

    public string ExecutableOf(string plugin) => PathOf(plugin, PluginName.ExecutableOf(plugin));

    /// <summary>What a plugin wrote into its directory.</summary>
    public string Read(string plugin, string file) => File.ReadAllText(PathOf(plugin, file));

    public string Outside(string name) => _config.Outside(name);

    /// <summary>A plugin in shell; it runs with <c>$here</c>, its directory.</summary>
    public PluginClient Shell(string name, string script, PluginOptions? options = null)
    {
        Write(name, "#!/bin/sh\nhere=$(dirname \"$0\")\n" + script + "\n");
        return Open(name, options);
    }

    /// <summary>A plugin in Python 3; it runs with <c>here</c>, its directory.</summary>
    public PluginClient Python(string name, string script, PluginOptions? options = null)
    {
        // Not through env: version managers put wrappers first on the path, which take their time.
        Write(name, $"#!{Peers.Python}\nimport os\nhere = os.path.dirname(os.path.abspath(__file__))\n{script}\n");
        return Open(name, options);
    }

    /// <summary>
    /// A plugin that takes its request, keeps it in <c>request</c>, counts its calls in <c>calls</c>, and ends in the same
    /// way whatever it is asked.
    /// </summary>
    public PluginClient Canned(
        string name, string output = "", string errors = "", int exitCode = 0, PluginOptions? options = null)
    {
        Put(name, "output", output);
        Put(name, "errors", errors);
        return Shell(
            name,
            $"cat > \"$here/request\"; echo $1 >> \"$here/calls\"; cat \"$here/output\"; cat \"$here/errors\" >&2; exit {exitCode}",
            options);
    }

    /// <summary>Puts a file beside a plugin.</summary>
    public void Put(string plugin, string file, string text)
    {
        MakeDirectory(Path.Combine(Manager.PluginsDirectory, plugin));
        File.WriteAllText(PathOf(plugin, file), text);
    }

    /// <summary>The key and the certificates of a chain, beside a plugin.</summary>
    public void PutKey(string plugin, LabChain chain)
    {
        Put(plugin, "key.pem", chain.KeyPem);
        Put(plugin, "chain.pem", chain.ChainPem);
    }

    /// <summary>The script itself, executable by its owner.</summary>
    public void Write(string plugin, string script)
    {
        Put(plugin, PluginName.ExecutableOf(plugin), script.ReplaceLineEndings("\n"));
        SetMode(ExecutableOf(plugin), OwnerAll);
    }

    /// <summary>Metadata of a plugin of that name.</summary>
    public static string Metadata(string name, params string[] capabilities) => JsonSerializer.Serialize(new
    {
        name,
        description = "for tests",
        version = "1.2.3",
        url = "https://plugins.example.com",
        supportedContractVersions = new[] { "1.0" },
        capabilities = capabilities.Length > 0 ? capabilities : ["SIGNATURE_GENERATOR.RAW"],
    });

    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    /// <summary>Waits until the process whose id is in a file of a plugin has ended.</summary>
    public async Task AssertEndedAsync(string plugin, string file)
    {
        var id = int.Parse(Read(plugin, file).Trim(), CultureInfo.InvariantCulture);
        for (var i = 0; IsAlive(id); i++)
        {
            Assert.True(i < 1000, $"process {id}, started by the plugin, still runs");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose() => _config.Dispose();

    private static bool IsAlive(int id)
    {
        try
        {
            // An orphan stays a zombie where nobody reaps; the state follows the name in parentheses.
            var status = File.ReadAllText($"/proc/{id}/stat");
            return status[status.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void MakeDirectory(string path)
    {
        Directory.CreateDirectory(path);
        SetMode(path, OwnerAll);
    }
}
