using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Plugins.Messages;
using Signet.TestKit.Peers;

namespace Notation.Pkcs11.Tests;

/// <summary>Runs the real executable as a host does: a process for each command, JSON in and out.</summary>
internal sealed class PluginCaller : IDisposable
{
    public static readonly byte[] Payload = Encoding.UTF8.GetBytes("what is to be signed");

    public PluginCaller(PreparedToken token) => Home.Variables[SoftHsm.ConfigurationVariable] = token.Hsm.Configuration;

    public ToolHome Home { get; } = new();

    /// <summary>The plugin configuration sent along.</summary>
    public Dictionary<string, string> Configuration { get; } = [];

    /// <summary>Lets the shim stand before the module.</summary>
    public async Task<PluginCaller> WithShimAsync(TokenLab lab, string mode)
    {
        var shim = await lab.ShimAsync();
        Home.Variables["SHIM_MODULE"] = Configuration["module"];
        Home.Variables["SHIM_MODE"] = mode;
        Home.Variables["SHIM_LOG"] = Home.PathOf("shim.log");
        Configuration["module"] = shim;
        return this;
    }

    /// <summary>The calls the shim saw.</summary>
    public string[] Calls => File.Exists(Home.PathOf("shim.log")) ? File.ReadAllLines(Home.PathOf("shim.log")) : [];

    public Task<ToolResult> DescribeAsync(string keyId) => RunAsync("describe-key", Request(keyId));

    public Task<ToolResult> SignAsync(string keyId, string keySpec = "EC-256") =>
        RunAsync("generate-signature", SignRequest(keyId, keySpec));

    public JsonObject SignRequest(string keyId, string keySpec)
    {
        var request = Request(keyId);
        request["keySpec"] = keySpec;
        request["hashAlgorithm"] = keySpec switch
        {
            "RSA-2048" or "EC-256" => "SHA-256",
            "RSA-3072" or "EC-384" => "SHA-384",
            _ => "SHA-512",
        };
        request["payload"] = Convert.ToBase64String(Payload);
        return request;
    }

    public Task<ToolResult> RunAsync(string command, JsonObject request) =>
        Home.RunAsync(Peers.Pkcs11Plugin, [command], request.ToJsonString());

    /// <summary>The answer of a call that went well, with nothing on standard error.</summary>
    public static GenerateSignatureResponse Signature(ToolResult result)
    {
        result.Succeeded();
        Assert.Empty(result.StandardError);
        return JsonSerializer.Deserialize(result.StandardOutput, PluginJson.Default.GenerateSignatureResponse)!;
    }

    /// <summary>The error of a call that did not.</summary>
    public static PluginErrorMessage Error(ToolResult result)
    {
        Assert.True(result.ExitCode == 1, result.ToString());
        Assert.Empty(result.StandardOutput);
        return JsonSerializer.Deserialize(result.StandardError, PluginJson.Default.PluginErrorMessage)!;
    }

    /// <summary>Sees that a call failed with this code and with these words in its message, and that no PIN is in it.</summary>
    public static string Refused(ToolResult result, string code, params string[] words)
    {
        var error = Error(result);
        Assert.True(error.ErrorCode == code, result.ToString());
        Assert.All(words, word => Assert.Contains(word, error.ErrorMessage, StringComparison.Ordinal));
        Assert.DoesNotContain(SoftHsm.Pin, result.ToString(), StringComparison.Ordinal);
        return error.ErrorMessage!;
    }

    public void Dispose() => Home.Dispose();

    private JsonObject Request(string keyId) => new()
    {
        ["contractVersion"] = "1.0",
        ["keyId"] = keyId,
        ["pluginConfig"] = new JsonObject(Configuration.Select(
            setting => KeyValuePair.Create(setting.Key, (JsonNode?)JsonValue.Create(setting.Value)))),
    };
}
