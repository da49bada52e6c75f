namespace Signet.Interop.Tests;

/// <summary>The real <c>notation</c> signs through the plugin that docs/plugins writes, and both tools accept the result.</summary>
public sealed class PluginSigningTests(InteropLab lab)
{
    private const string Plugin = "com.example.filekey";

    /// <summary>Format and key.</summary>
    public static TheoryData<string, string> Signatures => [.. from format in new[] { "jws", "cose" } from key in InteropMatrix.Keys select (format, key)];

    [Theory]
    [MemberData(nameof(Signatures))]
    public async Task NotationSignsThroughAPlugin(string format, string key)
    {
        using var party = await lab.PartyAsync();
        var reference = await PushAsync(party);

        var signed = (await SignAsync(party, reference, key, "--signature-format", format)).Succeeded();

        Assert.StartsWith($"Successfully signed {reference}\n", signed.StandardOutput, StringComparison.Ordinal);
        foreach (var tool in Tool.Both)
        {
            await party.VerifyAsync(tool, reference);
        }
    }

    [Fact]
    public async Task NotationListsThePlugin()
    {
        using var party = await lab.PartyAsync();
        Install(party);

        var listed = (await party.Home.NotationAsync("plugin", "list")).Succeeded().StandardOutput;

        Assert.Matches(@"com\.example\.filekey +Signs with a key in a PEM file +1\.0\.0 +\[SIGNATURE_GENERATOR\.RAW\] +<nil>", listed);
    }

    /// <summary>The plugin's message gets to the user; nothing is signed.</summary>
    [Fact]
    public async Task NotationShowsWhatThePluginSays()
    {
        using var party = await lab.PartyAsync();
        var reference = await PushAsync(party);

        var refused = await SignAsync(party, reference, "ec-256", "--plugin-config", "certChain=/absent/chain.pem");

        Assert.True(refused.ExitCode == 1, refused.ToString());
        Assert.Contains("the certificate file /absent/chain.pem cannot be read", refused.StandardError, StringComparison.Ordinal);
    }

    private async Task<string> PushAsync(Party party) =>
        await party.PushAsync($"{(await lab.RegistryAsync()).Host}/plugin/{Guid.NewGuid():N}");

    private async Task<TestKit.Peers.ToolResult> SignAsync(Party party, string reference, string key, params string[] flags)
    {
        Install(party);
        var keys = await lab.KeysAsync();
        return await party.RunAsync(
            Tool.Notation,
            ["sign", "--plugin", Plugin, "--id", keys.KeyOf(key), "--plugin-config", $"certChain={keys.ChainOf(key)}", .. flags, reference]);
    }

    /// <summary>As docs/plugins/packaging.md says for a build that is not native: all its files.</summary>
    private static void Install(Party party)
    {
        var folder = Path.Combine(party.Home.Configuration, "plugins", Plugin);
        Directory.CreateDirectory(folder);
        foreach (var pattern in new[] { $"notation-{Plugin}*", "Signet.Plugins.dll" })
        {
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, pattern))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }
        }
    }
}
