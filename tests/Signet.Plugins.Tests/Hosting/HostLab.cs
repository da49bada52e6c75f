using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Plugins.Hosting;
using Signet.Plugins.Messages;
using Signet.TestKit.Pki;

namespace Signet.Plugins.Tests.Hosting;

/// <summary>Good requests, a plugin whose answers a test chooses, and calls of it on streams in memory.</summary>
internal static class HostLab
{
    public static readonly LabChain Chain = PkiLab.SigningChain(2);

    public const string DescribeKey = """{"contractVersion":"1.0","keyId":"key1"}""";

    public const string GenerateSignature =
        """{"contractVersion":"1.0","keyId":"key1","keySpec":"EC-256","hashAlgorithm":"SHA-256","payload":"AQID"}""";

    public const string GenerateEnvelope =
        """
        {"contractVersion":"1.0","keyId":"key1","payloadType":"application/vnd.cncf.notary.payload.v1+json",
         "signatureEnvelopeType":"application/jose+json","payload":"AQID"}
        """;

    public const string VerifySignature =
        """
        {"contractVersion":"1.0",
         "signature":{"criticalAttributes":{"contentType":"application/vnd.cncf.notary.payload.v1+json","signingScheme":"notary.x509",
             "expiry":"0001-01-01T00:00:00Z","extendedAttributes":{"a":"b","n":1,"z":null}},
           "unprocessedAttributes":["a"],"certificateChain":["AQID"]},
         "trustPolicy":{"trustedIdentities":["x509.subject: C=US"],
           "signatureVerification":["SIGNATURE_VERIFIER.TRUSTED_IDENTITY","SIGNATURE_VERIFIER.REVOCATION_CHECK"]}}
        """;

    /// <summary>The good request of a command.</summary>
    public static string RequestOf(string command) => command switch
    {
        PluginProtocol.DescribeKey => DescribeKey,
        PluginProtocol.GenerateSignature => GenerateSignature,
        PluginProtocol.GenerateEnvelope => GenerateEnvelope,
        PluginProtocol.VerifySignature => VerifySignature,
        _ => "{}",
    };

    /// <summary>The good request with one member, named by its path, set to other JSON; null removes it.</summary>
    public static string With(string command, string path, string? json)
    {
        var root = JsonNode.Parse(RequestOf(command))!;
        var names = path.Split('.');
        var parent = names[..^1].Aggregate(root, (node, name) => node[name]!).AsObject();
        parent.Remove(names[^1]);
        if (json is not null)
        {
            parent[names[^1]] = JsonNode.Parse(json);
        }

        return root.ToJsonString();
    }

    public static byte[] Sign(ReadOnlySpan<byte> payload)
    {
        using var key = (ECDsa)Chain.Leaf.CreateKey();
        return key.SignData(payload, HashAlgorithmName.SHA256);
    }

    public static Task<Reply> CallAsync(IPlugin plugin, string command, string? request = null) =>
        CallAsync(plugin, [command], Encoding.UTF8.GetBytes(request ?? RequestOf(command)));

    public static Task<Reply> CallAsync(IPlugin plugin, string[] args, byte[] input, Circumstances? circumstances = null) =>
        CallAsync(() => plugin, args, new MemoryStream(input), circumstances);

    public static async Task<Reply> CallAsync(
        Func<IPlugin> create, string[] args, Stream input, Circumstances? circumstances = null)
    {
        circumstances ??= new();
        var (output, error) = (new MemoryStream(), new MemoryStream());
        var streams = new HostStreams(input, output, error);
        var exitCode = await new PluginCall(create, streams, circumstances.Log, circumstances.Time)
            .RunAsync(args, circumstances.Interruption);
        return new Reply(exitCode, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
    }
}

/// <summary>What a call gets beside its streams.</summary>
internal sealed record Circumstances
{
    public DebugLog Log { get; init; } = DebugLog.For(null, TimeProvider.System);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public CancellationToken Interruption { get; init; }
}

/// <summary>What a call left behind.</summary>
internal sealed record Reply(int ExitCode, string Output, string Error)
{
    /// <summary>The answer; a failure fails the test.</summary>
    public JsonNode Succeeded()
    {
        Assert.True((ExitCode, Error) is (0, ""), ToString());
        return JsonNode.Parse(Output)!;
    }

    /// <summary>The error, which has this code and these words; there is nothing else.</summary>
    public PluginErrorMessage Failed(string code, string words)
    {
        Assert.True((ExitCode, Output) is (1, ""), ToString());
        var message = JsonSerializer.Deserialize(Error, PluginJson.Default.PluginErrorMessage)!;
        Assert.Equal(code, message.ErrorCode);
        Assert.Contains(words, message.ErrorMessage, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return message;
    }
}
