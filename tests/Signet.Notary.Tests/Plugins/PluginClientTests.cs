using System.Text.Json;
using Signet.Notary.Plugins;
using Signet.Plugins;
using Signet.Plugins.Messages;

namespace Signet.Notary.Tests.Plugins;

/// <summary>What the host holds answers to: the tables of the protocol, row by row.</summary>
public sealed class PluginClientTests : IDisposable
{
    private const string Identity = PluginCapability.TrustedIdentityVerifier;
    private const string Revocation = PluginCapability.RevocationVerifier;

    private readonly PluginLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task Metadata_is_read_and_unknown_members_are_passed_over()
    {
        var answer = PluginLab.Metadata("p", "SIGNATURE_GENERATOR.RAW", "SOMETHING.NEW").Replace(
            "{", "{\"new\":[{\"a\":1}],", StringComparison.Ordinal);
        var client = _lab.Canned("p", answer);
        var metadata = await client.GetMetadataAsync(null, Token);
        Assert.Equal("p", metadata.Name);
        Assert.Equal("for tests", metadata.Description);
        Assert.Equal("1.2.3", metadata.Version);
        Assert.Equal("https://plugins.example.com", metadata.Url);
        Assert.Equal(["1.0"], metadata.SupportedContractVersions);
        Assert.Equal(["SIGNATURE_GENERATOR.RAW", "SOMETHING.NEW"], metadata.Capabilities);
        Assert.Equal("{}", _lab.Read("p", "request"));
    }

    [Theory]
    [InlineData("{}", "empty name")]
    [InlineData("{\"name\":null}", "empty name")]
    [InlineData("{\"name\":\"e4\"}", "empty description")]
    [InlineData("{\"name\":\"e4\",\"description\":\"d\"}", "empty version")]
    [InlineData("{\"name\":\"e4\",\"description\":\"d\",\"version\":\"1\"}", "empty url")]
    [InlineData("{\"name\":\"e4\",\"description\":\"d\",\"version\":\"1\",\"url\":\"u\"}", "empty capabilities")]
    [InlineData(
        "{\"name\":\"e4\",\"description\":\"d\",\"version\":\"1\",\"url\":\"u\",\"capabilities\":[\"c\"]}",
        "supported contract versions not specified")]
    [InlineData(
        "{\"name\":\"e4\",\"description\":\"d\",\"version\":\"1\",\"url\":\"u\",\"capabilities\":[\"c\"],"
        + "\"supportedContractVersions\":[\"2.0\",\"1.1\\u0007\"]}",
        "contract version \"1.0\" is not in the list of the plugin supported versions [2.0 1.1\\x07]")]
    public async Task Metadata_is_validated_in_notations_order_and_words(string answer, string fault)
    {
        var e = await FailAsync(_lab.Canned("e4", answer).GetMetadataAsync(null, Token));
        Assert.Equal($"metadata validation failed for plugin e4: {fault}", e.Message);
        Assert.Equal(
            fault.StartsWith("contract", StringComparison.Ordinal) ? PluginFailure.NotCapable : PluginFailure.Malformed, e.Failure);
    }

    [Fact]
    public async Task Metadata_of_another_plugin_is_refused_in_notations_words()
    {
        var e = await FailAsync(_lab.Canned("baz", PluginLab.Metadata("bar")).GetMetadataAsync(null, Token));
        Assert.Equal(
            "plugin executable file name must be \"notation-bar\" instead of \"notation-baz\"",
            e.Message.Replace(".exe", "", StringComparison.Ordinal));
        Assert.Equal(PluginFailure.Malformed, e.Failure);
    }

    [Fact]
    public async Task Metadata_is_bounded()
    {
        var many = string.Join("\",\"", Enumerable.Range(0, 200));
        var answer = PluginLab.Metadata("p").Replace("[\"1.0\"]", $"[\"1.0\",\"{many}\"]", StringComparison.Ordinal);
        Assert.Contains("more than 128", (await FailAsync(_lab.Canned("p", answer).GetMetadataAsync(null, Token))).Message, StringComparison.Ordinal);
        answer = PluginLab.Metadata("p").Replace("for tests", new('d', 4097), StringComparison.Ordinal);
        Assert.Contains("more than 4096", (await FailAsync(_lab.Canned("p", answer).GetMetadataAsync(null, Token))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.0", "1.0", "1.0")]
    [InlineData("1.0", "2.0 1.0", "1.0")]
    [InlineData("1.2", "1.0 1.1 2.0", "1.1")]
    [InlineData("1.2", "1.2 1.1", "1.2")]
    [InlineData("1.10", "1.9 1.2", "1.9")]
    [InlineData("1.0", "1.1", null)]
    [InlineData("1.0", "0.9 2.0", null)]
    [InlineData("1.0", "1 1. .0 1.0.0 v1.0 01.0 1.00 +1.0 1.-0", null)]
    [InlineData("1.0", "1.99999999999999999999", null)]
    public void Contract_version_is_the_highest_that_both_speak(string ours, string theirs, string? expected) =>
        Assert.Equal(expected, ContractVersions.Choose([.. theirs.Split(' '), ""], ours));

    [Theory]
    [InlineData("TIMEOUT", "get-plugin-metadata", 2)]
    [InlineData("THROTTLED", "get-plugin-metadata", 2)]
    [InlineData("THROTTLED", "describe-key", 2)]
    [InlineData("THROTTLED", "verify-signature", 2)]
    [InlineData("THROTTLED", "generate-signature", 1)]
    [InlineData("TIMEOUT", "generate-envelope", 1)]
    [InlineData("ERROR", "get-plugin-metadata", 1)]
    [InlineData("ACCESS_DENIED", "describe-key", 1)]
    [InlineData("VALIDATION_ERROR", "describe-key", 1)]
    [InlineData("UNSUPPORTED_CONTRACT_VERSION", "describe-key", 1)]
    [InlineData("throttled", "describe-key", 1)]
    public async Task Only_passing_errors_are_asked_again_once_and_never_for_a_signature(
        string code, string command, int calls)
    {
        var client = _lab.Canned("p", errors: $"{{\"errorCode\":\"{code}\",\"errorMessage\":\"m\"}}", exitCode: 1);
        var e = await FailAsync(CallAsync(client, command));
        Assert.Equal(PluginFailure.Refused, e.Failure);
        Assert.Equal(code, e.Code);
        Assert.Equal(string.Concat(Enumerable.Repeat(command + "\n", calls)), _lab.Read("p", "calls"));
    }

    [Fact]
    public async Task Second_answer_counts()
    {
        var client = _lab.Shell(
            "p",
            "[ -f $here/again ] && cat $here/answer && exit 0; touch $here/again; echo '{\"errorCode\":\"TIMEOUT\"}' >&2; exit 1");
        _lab.Put("p", "answer", PluginLab.Metadata("p"));
        Assert.Equal("p", (await client.GetMetadataAsync(null, Token)).Name);
    }

    [Theory]
    [InlineData("get-plugin-metadata", "pluginConfig")]
    [InlineData("describe-key", "contractVersion keyId pluginConfig")]
    [InlineData("generate-signature", "contractVersion hashAlgorithm keyId keySpec payload pluginConfig")]
    [InlineData("generate-envelope", "contractVersion keyId payload payloadType pluginConfig signatureEnvelopeType")]
    [InlineData("verify-signature", "contractVersion pluginConfig signature trustPolicy")]
    public async Task Requests_have_the_members_of_the_protocol(string command, string members)
    {
        await FailAsync(CallAsync(_lab.Canned("p"), command, new() { ["a"] = "<+&>" }));
        var text = _lab.Read("p", "request");
        using var request = JsonDocument.Parse(text);
        Assert.Equal(members.Split(' '), request.RootElement.EnumerateObject().Select(m => m.Name).Order());
        Assert.Equal("<+&>", request.RootElement.GetProperty("pluginConfig").GetProperty("a").GetString());
        Assert.Contains("\"a\":\"\\u003c+\\u0026\\u003e\"", text, StringComparison.Ordinal);
        if (request.RootElement.TryGetProperty("contractVersion", out var version))
        {
            Assert.Equal("1.0", version.GetString());
        }

        if (request.RootElement.TryGetProperty("payload", out var payload))
        {
            Assert.Equal("+/8=", payload.GetString());
            Assert.Contains("\"payload\":\"+/8=\"", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{\"keyId\":\"k\",\"keySpec\":\"RSA-2048\"}", null, "")]
    [InlineData("{\"keyId\":\"k\",\"keySpec\":\"RSA-3072\"}", null, "")]
    [InlineData("{\"keyId\":\"k\",\"keySpec\":\"RSA-4096\"}", null, "")]
    [InlineData("{\"keyId\":\"k\",\"keySpec\":\"EC-256\"}", null, "")]
    [InlineData("{\"keyId\":\"k\",\"keySpec\":\"EC-384\"}", null, "")]
    [InlineData("{\"keyId\":\"k\",\"keySpec\":\"EC-521\"}", null, "")]
    [InlineData(
        "{\"keyId\":\"a\",\"keySpec\":\"EC-256\"}",
        PluginFailure.NotAuthentic, "keyID in describeKey response \"a\" does not match request \"k\"")]
    [InlineData("{\"keySpec\":\"EC-256\"}", PluginFailure.NotAuthentic, "response \"\" does not match")]
    [InlineData("{\"keyId\":\"k\"}", PluginFailure.Malformed, "keySpec in describeKey response \"\"")]
    [InlineData("{\"keyId\":\"k\",\"keySpec\":\"RSA-1024\"}", PluginFailure.Malformed, "\"RSA-1024\"")]
    [InlineData("{\"keyId\":\"k\",\"keySpec\":\"ec-256\"}", PluginFailure.Malformed, "\"ec-256\"")]
    public async Task Key_is_the_one_asked_for_and_of_a_known_kind(string answer, PluginFailure? failure, string message) =>
        await AssertAsync(CallAsync(_lab.Canned("p", answer), PluginProtocol.DescribeKey), failure, message);

    [Theory]
    [InlineData("k", "ECDSA-SHA-256", "AQ==", "[\"AQ==\"]", null, "")]
    [InlineData(
        "key10", "ECDSA-SHA-256", "AQ==", "[\"AQ==\"]",
        PluginFailure.NotAuthentic, "keyID in generateSignature response \"key10\" does not match request \"k\"")]
    [InlineData("k", "ECDSA-SHA-384", "AQ==", "[\"AQ==\"]", PluginFailure.NotAuthentic, "is not \"ECDSA-SHA-256\"")]
    [InlineData("k", "RSASSA-PSS-SHA-256", "AQ==", "[\"AQ==\"]", PluginFailure.NotAuthentic, "is not \"ECDSA-SHA-256\"")]
    [InlineData("k", "", "AQ==", "[\"AQ==\"]", PluginFailure.NotAuthentic, "is not \"ECDSA-SHA-256\"")]
    [InlineData("k", "ECDSA-SHA-256", "", "[\"AQ==\"]", PluginFailure.Malformed, "no signature")]
    [InlineData("k", "ECDSA-SHA-256", "AQ==", "[]", PluginFailure.Malformed, "no certificateChain")]
    [InlineData("k", "ECDSA-SHA-256", "AQ==", "null", PluginFailure.Malformed, "no certificateChain")]
    [InlineData("k", "ECDSA-SHA-256", "A_-=", "[\"AQ==\"]", PluginFailure.Malformed, "failed to unmarshal")]
    [InlineData("k", "ECDSA-SHA-256", "AQ", "[\"AQ==\"]", PluginFailure.Malformed, "failed to unmarshal")]
    [InlineData(
        "k", "ECDSA-SHA-256", "AQ==", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]",
        PluginFailure.Malformed, "failed to unmarshal")]
    public async Task Signature_is_by_the_key_and_algorithm_asked_for(
        string keyId, string algorithm, string signature, string chain, PluginFailure? failure, string message) =>
        await AssertAsync(
            CallAsync(
                _lab.Canned(
                    "p",
                    $"{{\"keyId\":\"{keyId}\",\"signingAlgorithm\":\"{algorithm}\",\"signature\":\"{signature}\","
                    + $"\"certificateChain\":{chain}}}"),
                PluginProtocol.GenerateSignature),
            failure,
            message);

    [Theory]
    [InlineData("{\"signatureEnvelope\":\"AQ==\",\"signatureEnvelopeType\":\"application/jose+json\"}", null, "")]
    [InlineData(
        "{\"signatureEnvelope\":\"AQ==\",\"signatureEnvelopeType\":\"application/cose\"}",
        PluginFailure.NotAuthentic,
        "signatureEnvelopeType in generateEnvelope response \"application/cose\" does not match request "
        + "\"application/jose+json\"")]
    [InlineData("{\"signatureEnvelopeType\":\"application/jose+json\"}", PluginFailure.Malformed, "no signatureEnvelope")]
    [InlineData(
        "{\"signatureEnvelope\":\"AQ==\",\"signatureEnvelopeType\":\"application/jose+json\",\"annotations\":{\"a\":1}}",
        PluginFailure.Malformed, "failed to unmarshal")]
    public async Task Envelope_is_of_the_type_asked_for(string answer, PluginFailure? failure, string message) =>
        await AssertAsync(CallAsync(_lab.Canned("p", answer), PluginProtocol.GenerateEnvelope), failure, message);

    [Theory]
    [InlineData(Identity, "", $"{{\"{Identity}\":{{\"success\":true}}}}", "[]", null, "")]
    [InlineData(Identity, "a b", $"{{\"{Identity}\":{{\"success\":true}}}}", "[\"b\",\"a\",\"known\",\"a\"]", null, "")]
    [InlineData(
        Identity, "a", $"{{\"{Identity}\":{{\"success\":true}}}}", "[\"a\",\"c\"]",
        PluginFailure.NotAuthentic, "processed the attribute \"c\", which the signature does not have")]
    [InlineData(Identity, "", $"{{\"{Identity}\":{{\"success\":false,\"reason\":\"r\"}}}}", "null", null, "")]
    [InlineData(
        Identity, "a", $"{{\"{Identity}\":{{\"success\":true}}}}", "[\"A\"]",
        PluginFailure.NotAuthentic, "extended critical attribute \"a\" was not processed by the verification plugin \"p\"")]
    [InlineData(
        Identity, "a", $"{{\"{Identity}\":{{\"success\":true}}}}", "null",
        PluginFailure.NotAuthentic, "(all extended critical attributes must be processed by the verification plugin)")]
    [InlineData(Identity, "", "{}", "[]", PluginFailure.Malformed, $"\"p\" failed to verify \"{Identity}\"")]
    [InlineData(Identity, "", "null", "[]", PluginFailure.Malformed, $"\"p\" failed to verify \"{Identity}\"")]
    [InlineData(Identity, "", $"{{\"{Identity}\":null}}", "[]", PluginFailure.Malformed, $"failed to verify \"{Identity}\"")]
    [InlineData(
        Identity + " " + Revocation, "", $"{{\"{Identity}\":{{\"success\":true}}}}", "[]",
        PluginFailure.Malformed, $"failed to verify \"{Revocation}\"")]
    [InlineData(Identity, "", $"{{\"{Identity}\":true}}", "[]", PluginFailure.Malformed, "failed to unmarshal")]
    [InlineData(Identity, "", $"{{\"{Identity}\":{{\"success\":\"true\"}}}}", "[]", PluginFailure.Malformed, "unmarshal")]
    [InlineData(Identity, "", $"{{\"{Identity}\":{{\"success\":true}}}}", "\"a\"", PluginFailure.Malformed, "unmarshal")]
    public async Task Verification_has_a_result_for_each_capability_and_leaves_no_attribute_unprocessed(
        string capabilities, string attributes, string results, string processed, PluginFailure? failure, string message) =>
        await AssertAsync(
            _lab.Canned("p", $"{{\"verificationResults\":{results},\"processedAttributes\":{processed}}}")
                .VerifySignatureAsync(Verification(capabilities.Split(' '), attributes), Token),
            failure,
            message);

    [Fact]
    public async Task Results_that_nobody_asked_for_are_dropped_and_one_without_success_is_a_failure()
    {
        var client = _lab.Canned("p", $"{{\"verificationResults\":{{\"{Identity}\":{{}},\"{Revocation}\":{{\"success\":true}}}}}}");
        var answer = await client.VerifySignatureAsync(Verification([Identity], ""), Token);
        var (capability, result) = Assert.Single(answer.VerificationResults);
        Assert.Equal(Identity, capability);
        Assert.False(result.Success);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static VerifySignatureRequest Verification(string[] capabilities, string attributes) => new()
    {
        Signature = new()
        {
            CriticalAttributes = new()
            {
                ExtendedAttributes = attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append("known")
                    .ToDictionary(a => a, _ => JsonDocument.Parse("1").RootElement),
            },
            UnprocessedAttributes = attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        },
        TrustPolicy = new() { TrustedIdentities = ["*"], SignatureVerification = capabilities },
    };

    private static Task CallAsync(PluginClient client, string command, Dictionary<string, string>? config = null)
    {
        byte[] payload = [0xFB, 0xFF];
        return command switch
        {
            PluginProtocol.GetMetadata => client.GetMetadataAsync(config, Token),
            PluginProtocol.DescribeKey => client.DescribeKeyAsync(new() { KeyId = "k", PluginConfig = config }, Token),
            PluginProtocol.GenerateSignature => client.GenerateSignatureAsync(
                new()
                {
                    KeyId = "k", KeySpec = "EC-256", HashAlgorithm = "SHA-256", Payload = payload, PluginConfig = config,
                },
                Token),
            PluginProtocol.GenerateEnvelope => client.GenerateEnvelopeAsync(
                new()
                {
                    KeyId = "k", PayloadType = "application/vnd.cncf.notary.payload.v1+json",
                    SignatureEnvelopeType = "application/jose+json", Payload = payload, PluginConfig = config,
                },
                Token),
            _ => client.VerifySignatureAsync(Verification([Identity], "") with { PluginConfig = config }, Token),
        };
    }

    private static Task<PluginCallException> FailAsync(Task call) => Assert.ThrowsAsync<PluginCallException>(() => call);

    private static async Task AssertAsync(Task call, PluginFailure? failure, string message)
    {
        if (failure is null)
        {
            await call;
            return;
        }

        var e = await FailAsync(call);
        Assert.Equal(failure, e.Failure);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
