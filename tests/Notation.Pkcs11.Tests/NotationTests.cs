using System.Text.Json.Nodes;
using Signet.TestKit.Peers;

namespace Notation.Pkcs11.Tests;

/// <summary>The real notation and signet sign through this plugin, and each takes what the other made.</summary>
public sealed class NotationTests(TokenLab lab)
{
    [Theory]
    [InlineData("RSA-2048", "jws")]
    [InlineData("RSA-3072", "cose")]
    [InlineData("RSA-4096", "jws")]
    [InlineData("EC-256", "cose")]
    [InlineData("EC-384", "jws")]
    [InlineData("EC-521", "cose")]
    [InlineData("EC-521", "jws")]
    public async Task Notation_signs_with_the_token_and_both_tools_verify(string spec, string format)
    {
        var token = await lab.TokenAsync();
        using var home = await HomeAsync(token);
        (await home.NotationAsync(
            "key", "add", "token-key", "--plugin", "pkcs11", "--id", PreparedToken.KeyId(spec),
            "--plugin-config", $"module={token.Hsm.Module}", "--plugin-config", $"pinFile={token.PinFile}")).Succeeded();
        var reference = await PushAsync(home);
        (await home.NotationAsync("sign", "--oci-layout", "--key", "token-key", "--signature-format", format, reference)).Succeeded();
        (await home.NotationAsync("verify", "--oci-layout", "--scope", "local/layout", reference)).Succeeded();
        (await home.SignetAsync("verify", "--oci-layout", "--scope", "local/layout", reference)).Succeeded();
    }

    /// <summary>Half of the settings are stored with the key, the other half come with the call.</summary>
    [Theory]
    [InlineData("RSA-2048", "jws")]
    [InlineData("RSA-3072", "jws")]
    [InlineData("RSA-4096", "cose")]
    [InlineData("EC-256", "jws")]
    [InlineData("EC-384", "cose")]
    [InlineData("EC-521", "jws")]
    [InlineData("EC-521", "cose")]
    public async Task Signet_signs_with_the_token_and_both_tools_verify(string spec, string format)
    {
        var token = await lab.TokenAsync();
        using var home = await HomeAsync(token);
        (await home.SignetAsync(
            "key", "add", "token-key", "--plugin", "pkcs11", "--id", PreparedToken.KeyId(spec),
            "--plugin-config", $"module={token.Hsm.Module}", "--default")).Succeeded();
        var reference = await PushAsync(home);
        (await home.SignetAsync(
            "sign", "--oci-layout", "--plugin-config", $"pinFile={token.PinFile}", "--signature-format", format, reference))
            .Succeeded();
        (await home.NotationAsync("verify", "--oci-layout", "--scope", "local/layout", reference)).Succeeded();
        (await home.SignetAsync("verify", "--oci-layout", "--scope", "local/layout", reference)).Succeeded();
    }

    [Fact]
    public async Task Notation_shows_why_the_plugin_refused()
    {
        var token = await lab.TokenAsync();
        using var home = await HomeAsync(token);
        var reference = await PushAsync(home);
        var refused = await home.NotationAsync(
            "sign", "--oci-layout", "--plugin", "pkcs11", "--id", "pkcs11:object=gone",
            "--plugin-config", $"module={token.Hsm.Module}", "--plugin-config", $"pinFile={token.PinFile}", reference);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("has no private key that the key id names", refused.StandardError, StringComparison.Ordinal);
        Assert.DoesNotContain(SoftHsm.Pin, refused.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A home with the plugin installed and a policy that trusts the token's root.</summary>
    private static async Task<ToolHome> HomeAsync(PreparedToken token)
    {
        _ = Peers.Notation;
        _ = Peers.Oras;
        var home = new ToolHome();
        home.Variables[SoftHsm.ConfigurationVariable] = token.Hsm.Configuration;
        var plugin = Path.Combine(home.Configuration, "plugins", "pkcs11");
        Directory.CreateDirectory(plugin);
        var built = Peers.Pkcs11Plugin;
        // The managed build is more than one file.
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(built)!)
            .Where(file => file == built || File.Exists(built + ".dll")))
        {
            File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)));
        }

        var store = Path.Combine(home.Configuration, "truststore", "x509", "ca", "token");
        Directory.CreateDirectory(store);
        File.Copy(token.Authority.RootPem, Path.Combine(store, "root.pem"));
        await File.WriteAllTextAsync(Path.Combine(home.Configuration, "trustpolicy.json"), new JsonObject
        {
            ["version"] = "1.0",
            ["trustPolicies"] = new JsonArray(new JsonObject
            {
                ["name"] = "token",
                ["registryScopes"] = new JsonArray("*"),
                ["signatureVerification"] = new JsonObject { ["level"] = "strict" },
                ["trustStores"] = new JsonArray("ca:token"),
                ["trustedIdentities"] = new JsonArray("*"),
            }),
        }.ToJsonString());
        return home;
    }

    private static async Task<string> PushAsync(ToolHome home)
    {
        await File.WriteAllTextAsync(home.PathOf("content.txt"), "content");
        var pushed = (await home.OrasAsync(
            "push", "--oci-layout", "layout:v1", "content.txt:text/plain", "--format", "go-template={{.digest}}")).Succeeded();
        return $"layout@{pushed.StandardOutput.Trim()}";
    }
}
