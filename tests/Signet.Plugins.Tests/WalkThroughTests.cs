using System.Text.Json.Nodes;
using Signet.Plugins.Signing;
using Signet.Plugins.Tests.Hosting;
using Signet.TestKit;
using Signet.TestKit.Peers;
using Signet.TestKit.Pki;

namespace Signet.Plugins.Tests;

/// <summary>docs/plugins/README.md writes a plugin; it is compiled as it stands there, and run here.</summary>
public sealed class WalkThroughTests : IDisposable
{
    private static readonly string Plugin = Path.Combine(
        AppContext.BaseDirectory, "notation-com.example.filekey" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    private readonly ToolHome _home = new();

    [Fact]
    public void The_page_shows_the_compiled_code_which_is_short()
    {
        var code = File.ReadAllText(Checkout.Find("docs/plugins/example/Program.cs"));
        var page = File.ReadAllText(Checkout.Find("docs/plugins/README.md"));

        Assert.Contains($"```csharp\n{code}```\n", page, StringComparison.Ordinal);
        Assert.InRange(code.Split('\n').Length - 1, 1, 59);
    }

    [Fact]
    public async Task It_introduces_itself()
    {
        var metadata = (await RunAsync("get-plugin-metadata", "{}")).Succeeded();
        Assert.Equal("com.example.filekey", (string?)metadata["name"]);
        Assert.Equal("""["SIGNATURE_GENERATOR.RAW"]""", metadata["capabilities"]!.ToJsonString());

        Assert.Equal(
            new Reply(0, "com.example.filekey - Signs with a key in a PEM file\nVersion: 1.0.0\n", ""), await RunAsync("version", ""));
        (await RunAsync("verify-signature", "{}")).Failed(
            PluginErrorCode.Validation,
            "Invalid command, valid commands are: get-plugin-metadata, describe-key, generate-signature, version");
    }

    public static TheoryData<string> Specs => [.. PluginKeySpec.All.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Specs))]
    public async Task It_signs_with_every_kind_of_key(string name)
    {
        var spec = PluginKeySpec.Find(name)!;
        var kind = Enum.Parse<LabKeyKind>(name.Replace("RSA-", "Rsa", StringComparison.Ordinal).Replace("EC-", "P", StringComparison.Ordinal));
        var chain = PkiLab.SigningChain(3, leaf: l => l with { Key = kind });
        await WriteAsync("key.pem", chain.KeyPem);
        await WriteAsync("chain.pem", chain.Pick(2, 0, 1, 2).ChainPem);

        var described = (await RunAsync("describe-key", Request())).Succeeded();
        Assert.Equal($$"""{"keyId":"key.pem","keySpec":"{{name}}"}""", described.ToJsonString());

        var signed = (await RunAsync("generate-signature", Request(
            ("keySpec", name), ("hashAlgorithm", spec.HashName), ("payload", Convert.ToBase64String("payload"u8))))).Succeeded();
        Assert.Equal(spec.SigningAlgorithm, (string?)signed["signingAlgorithm"]);
        Assert.Equal(chain.Members.Select(m => Convert.ToBase64String(m.Der.Span)), signed["certificateChain"]!.AsArray().Select(c => (string)c!));
        SignatureSelfCheck.Verify(chain.Leaf.Certificate, "payload"u8, Convert.FromBase64String((string)signed["signature"]!));
    }

    [Theory]
    [InlineData("no such file", PluginErrorCode.Validation, "chain.pem cannot be read")]
    [InlineData("the key of another certificate", PluginErrorCode.Error, "another key made it")]
    [InlineData("an issuer is missing", PluginErrorCode.Validation, "CN=root.signer.example.com")]
    public async Task It_fails_in_the_protocol(string row, string code, string words)
    {
        var chain = PkiLab.SigningChain(3);
        var other = PkiLab.SigningChain(1, leaf: l => l with { KeySlot = 8 });
        await WriteAsync("key.pem", row == "the key of another certificate" ? other.KeyPem : chain.KeyPem);
        if (row != "no such file")
        {
            await WriteAsync("chain.pem", row == "an issuer is missing" ? chain.Pick(0, 1).ChainPem : chain.ChainPem);
        }

        (await RunAsync("generate-signature", Request(("keySpec", "EC-256"), ("hashAlgorithm", "SHA-256"), ("payload", "AQID"))))
            .Failed(code, words);
    }

    public void Dispose() => _home.Dispose();

    private Task WriteAsync(string name, string text) => File.WriteAllTextAsync(_home.PathOf(name), text, TestContext.Current.CancellationToken);

    private static string Request(params (string Name, string Value)[] members)
    {
        var request = new JsonObject
        {
            ["contractVersion"] = "1.0", ["keyId"] = "key.pem", ["pluginConfig"] = new JsonObject { ["certChain"] = "chain.pem" },
        };
        foreach (var (name, value) in members)
        {
            request[name] = value;
        }

        return request.ToJsonString();
    }

    private async Task<Reply> RunAsync(string command, string input)
    {
        var result = await _home.RunAsync(Plugin, [command], input);
        return new Reply(result.ExitCode, result.StandardOutput, result.StandardError);
    }
}
