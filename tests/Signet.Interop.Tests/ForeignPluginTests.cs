using Signet.TestKit.Plugins;

namespace Signet.Interop.Tests;

/// <summary>
/// Plugins that others could have written, one in shell and one in Python, sign through both tools, and both tools accept
/// what they signed.
/// </summary>
public sealed class ForeignPluginTests(InteropLab lab)
{
    /// <summary>Plugin, signing tool, format and key.</summary>
    public static TheoryData<string, string, string, string> Cells =>
    [
        .. from plugin in new[] { ForeignPlugin.Shell.Name, ForeignPlugin.Python.Name }
           from signer in Tool.Both
           from format in InteropMatrix.Formats
           from key in new[] { "rsa-2048", "ec-256", "ec-521" }
           select (plugin, signer, format, key)
    ];

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task BothToolsAcceptWhatOneSignsThroughThePlugin(string plugin, string signer, string format, string key)
    {
        using var party = await PartyAsync(plugin);
        var reference = await PushAsync(party);
        var keys = await lab.KeysAsync();

        var signed = (await party.RunAsync(
            signer,
            [
                "sign", "--plugin", plugin, "--id", keys.KeyOf(key), "--plugin-config", $"certChain={keys.ChainOf(key)}",
                "--signature-format", format, "--expiry", "24h", "--user-metadata", "build=42", reference,
            ])).Succeeded();

        Assert.StartsWith($"Successfully signed {reference}\n", signed.StandardOutput, StringComparison.Ordinal);
        foreach (var tool in Tool.Both)
        {
            await party.VerifyAsync(tool, reference, "--user-metadata", "build=42");
        }
    }

    /// <summary>One list of keys for both: what one tool adds the other signs with, settings of the call over those stored.</summary>
    [Theory]
    [InlineData(Tool.Signet, Tool.Notation)]
    [InlineData(Tool.Notation, Tool.Signet)]
    public async Task AKeyThatOneToolAddsIsTheOthersToo(string adding, string signing)
    {
        using var party = await PartyAsync(ForeignPlugin.Shell.Name);
        var reference = await PushAsync(party);
        var keys = await lab.KeysAsync();
        (await party.RunAsync(
            adding,
            "key", "add", "--plugin", ForeignPlugin.Shell.Name, "--id", keys.KeyOf("ec-384"),
            "--plugin-config", "certChain=/absent.pem", "--default", "vault")).Succeeded();

        (await party.RunAsync(signing, "sign", "--plugin-config", $"certChain={keys.ChainOf("ec-384")}", reference)).Succeeded();

        foreach (var tool in Tool.Both)
        {
            await party.VerifyAsync(tool, reference);
            Assert.Matches(
                @"\* vault +/\S+ec-384\.key +shell-raw",
                (await party.RunAsync(tool, "key", "list")).Succeeded().StandardOutput);
        }
    }

    private async Task<Party> PartyAsync(string plugin)
    {
        var party = await lab.PartyAsync();
        ForeignPlugin.Of(plugin).Install(Path.Combine(party.Home.Configuration, "plugins"));
        return party;
    }

    private async Task<string> PushAsync(Party party) =>
        await party.PushAsync($"{(await lab.RegistryAsync()).Host}/foreign/{Guid.NewGuid():N}");
}
