using System.Globalization;
using Signet.Oci;
using Signet.TestKit.Pki;
using Signet.TestKit.Plugins;
using Signet.TestKit.Registries;

namespace Signet.Cli.Tests;

/// <summary>A shell with both foreign plugins installed, their key, and an artifact in a registry that keeps a log.</summary>
internal sealed class PluginSignLab : IAsyncDisposable
{
    private PluginSignLab(ScriptedRegistry registry, Transcript shell)
    {
        Registry = registry;
        Shell = shell;
    }

    public ScriptedRegistry Registry { get; }

    public Transcript Shell { get; }

    public StoredRepository Repository => Registry.Repository("app");

    /// <summary>The artifact, by digest.</summary>
    public string Reference { get; private set; } = "";

    /// <summary>Names the Python plugin, the key and its certificates.</summary>
    public static string Python => $"--plugin {ForeignPlugin.Python.Name} --id $PWD/signer.key --plugin-config certChain=$PWD/signer.crt";

    /// <summary>The same for the plugin in shell.</summary>
    public static string PosixShell => $"--plugin {ForeignPlugin.Shell.Name} --id $PWD/signer.key --plugin-config certChain=$PWD/signer.crt";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PluginSignLab> StartAsync(RegistryAuthentication authentication = RegistryAuthentication.None)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the plugins of this test are scripts with a #! line");
        var lab = new PluginSignLab(
            await ScriptedRegistry.StartAsync(new ScriptedRegistryOptions { Authentication = authentication }),
            await Transcript.OpenAsync(Token));
        var artifact = lab.Repository.AddArtifact("application/vnd.example");
        lab.Reference = $"{lab.Registry.Host}/app@{artifact.Digest}";
        var plugins = (await lab.DoAsync("umask 077; mkdir -p ~/.config/notation/plugins; cd ~/.config/notation/plugins; pwd")).Trim();
        ForeignPlugin.Shell.Install(plugins);
        ForeignPlugin.Python.Install(plugins);
        var chain = PkiLab.SigningChain();
        await lab.DoAsync($"""
            cat > signer.key <<'END'
            {chain.KeyPem}
            END
            cat > signer.crt <<'END'
            {chain.ChainPem}
            END
            cat > root.crt <<'END'
            {chain.Root.CertificatePem}
            END
            """);
        return lab;
    }

    /// <summary>Trusts the root of the key.</summary>
    public Task TrustAsync() => DoAsync(
        "signet cert add --type ca --store test root.crt && "
        + "signet policy init --name all --registry-scope '*' --trust-store ca:test --trusted-identity '*'");

    /// <summary>Runs one command line.</summary>
    public Task<(string Output, string Error, int ExitCode)> RunAsync(string command) => Shell.RunCommandAsync(command, Token);

    /// <summary>Runs one command line that must succeed; its output.</summary>
    public async Task<string> DoAsync(string command)
    {
        var (output, error, exitCode) = await RunAsync(command);
        Assert.True(exitCode == 0, $"{command}\n{output}{error}");
        return output;
    }

    /// <summary>Sees that the registry has what it had, and was sent nothing.</summary>
    public void AssertNothingPushed()
    {
        Assert.Equal(Digest.Parse(Reference[(Reference.IndexOf('@', StringComparison.Ordinal) + 1)..]).ToString(), Assert.Single(Repository.ManifestDigests));
        Assert.Empty(Registry.Requests.Of("PUT"));
        Assert.Empty(Registry.Requests.Of("PATCH"));
    }

    /// <summary>Waits until the process whose id is in a file of the working folder has ended.</summary>
    public async Task AssertEndedAsync(string file)
    {
        var id = int.Parse((await DoAsync($"cat {file}")).Trim(), CultureInfo.InvariantCulture);
        for (var i = 0; IsAlive(id); i++)
        {
            Assert.True(i < 1000, $"process {id}, a plugin, still runs");
            await Task.Delay(20, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Shell.DisposeAsync();
        await Registry.DisposeAsync();
    }

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
}
