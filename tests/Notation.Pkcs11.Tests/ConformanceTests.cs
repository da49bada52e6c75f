using System.Text.Json.Nodes;
using Signet.TestKit.Peers;

namespace Notation.Pkcs11.Tests;

/// <summary><c>signet plugin test pkcs11</c> with keys on a real token.</summary>
public sealed class ConformanceTests(TokenLab lab)
{
    [Theory]
    [InlineData("RSA-2048")]
    [InlineData("RSA-4096")]
    [InlineData("EC-256")]
    [InlineData("EC-521")]
    public async Task Every_rule_that_applies_is_kept(string spec)
    {
        using var home = await InstallAsync();
        var token = await lab.TokenAsync();
        (await home.SignetAsync(
            "key", "add", "token-key", "--plugin", "pkcs11", "--id", PreparedToken.KeyId(spec),
            "--plugin-config", $"module={token.Hsm.Module}", "--plugin-config", $"pinFile={token.PinFile}")).Succeeded();
        var tested = (await home.SignetAsync("plugin", "test", "pkcs11")).Succeeded();
        Assert.EndsWith("\nPassed: 26 passed, 6 not applicable\n", tested.StandardOutput, StringComparison.Ordinal);
        Assert.Contains($"Key:        {PreparedToken.KeyId(spec)} (token-key in the list of signing keys)\n", tested.StandardOutput, StringComparison.Ordinal);
        Assert.Matches($"pass +describe-key +{spec}\n", tested.StandardOutput);
    }

    /// <summary>A token counts wrong PINs: the test tries one, not one for each rule.</summary>
    [Fact]
    public async Task Wrong_pin_is_tried_once()
    {
        using var home = await InstallAsync();
        using var token = await PreparedToken.MakeBareAsync("lonely", "EC:secp256r1");
        home.Variables[SoftHsm.ConfigurationVariable] = token.Hsm.Configuration;
        var pin = home.PathOf("wrong-pin");
        await File.WriteAllTextAsync(pin, "not-the-pin", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(pin, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.DoesNotContain("user PIN count low", (await token.Hsm.SlotsAsync()).StandardOutput, StringComparison.Ordinal);

        var tested = await home.SignetAsync(
            "plugin", "test", "pkcs11", "--id", PreparedToken.KeyId("lonely"), "--output", "json",
            "--plugin-config", $"module={token.Hsm.Module}", "--plugin-config", $"pinFile={pin}");

        Assert.Equal(1, tested.ExitCode);
        var rules = JsonNode.Parse(tested.StandardOutput)!["rules"]!.AsArray();
        Assert.DoesNotContain(rules, r => (string?)r!["status"] == "failed");
        Assert.Single(rules, r => ((string)r!["seen"]!).StartsWith("ACCESS_DENIED: the PIN of token", StringComparison.Ordinal));
        Assert.DoesNotContain("final try", (await token.Hsm.SlotsAsync()).StandardOutput, StringComparison.Ordinal);
        // The right one still opens it.
        await token.Hsm.ToolAsync("--list-objects");
    }

    private async Task<ToolHome> InstallAsync()
    {
        _ = Peers.Signet;
        var home = new ToolHome();
        home.Variables[SoftHsm.ConfigurationVariable] = (await lab.TokenAsync()).Hsm.Configuration;
        var built = Peers.Pkcs11Plugin;
        // The managed build is more than one file.
        var files = File.Exists(built + ".dll")
            ? Directory.GetFiles(Path.GetDirectoryName(built)!).Select(f => Path.GetFileName(f)!).ToArray()
            : [Path.GetFileName(built)];
        var package = home.PathOf("pkcs11.tar.gz");
        (await home.RunAsync("/bin/tar", ["czf", package, "-C", Path.GetDirectoryName(built)!, .. files])).Succeeded();
        (await home.SignetAsync("plugin", "install", "--file", package)).Succeeded();
        return home;
    }
}
