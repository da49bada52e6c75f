using System.Text.Json;
using Signet.Plugins.Messages;

namespace Signet.Plugins.Tests;

public sealed class MessageTests
{
    [Fact]
    public void Messages_have_the_members_of_the_protocol()
    {
        var request = new GenerateSignatureRequest
        {
            KeyId = "key1",
            KeySpec = "EC-256",
            HashAlgorithm = "SHA-256",
            Payload = new byte[] { 1, 2, 3 },
            PluginConfig = new Dictionary<string, string> { ["k"] = "v" },
        };

        Assert.Equal(
            """{"keyId":"key1","keySpec":"EC-256","hashAlgorithm":"SHA-256","payload":"AQID","contractVersion":"1.0","pluginConfig":{"k":"v"}}""",
            JsonSerializer.Serialize(request, PluginJson.Default.GenerateSignatureRequest));
    }
}
