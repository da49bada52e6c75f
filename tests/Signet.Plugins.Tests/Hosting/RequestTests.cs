using System.Text;

namespace Signet.Plugins.Tests.Hosting;

/// <summary>Requests: what each command requires, contract versions, and input made to hurt.</summary>
public sealed class RequestTests
{
    public static TheoryData<string, string> Required => new()
    {
        { "describe-key", "contractVersion" },
        { "describe-key", "keyId" },
        { "generate-signature", "contractVersion" },
        { "generate-signature", "keyId" },
        { "generate-signature", "keySpec" },
        { "generate-signature", "hashAlgorithm" },
        { "generate-signature", "payload" },
        { "generate-envelope", "contractVersion" },
        { "generate-envelope", "keyId" },
        { "generate-envelope", "payloadType" },
        { "generate-envelope", "signatureEnvelopeType" },
        { "generate-envelope", "payload" },
        { "verify-signature", "contractVersion" },
        { "verify-signature", "signature.criticalAttributes.contentType" },
        { "verify-signature", "signature.criticalAttributes.signingScheme" },
        { "verify-signature", "signature.certificateChain" },
        { "verify-signature", "trustPolicy.signatureVerification" },
    };

    [Theory]
    [MemberData(nameof(Required))]
    public async Task A_required_member_is_there_and_not_empty(string command, string member)
    {
        var isList = member.EndsWith("Chain", StringComparison.Ordinal) || member.EndsWith("Verification", StringComparison.Ordinal);
        foreach (var json in new[] { null, "null", isList ? "[]" : "\"\"" })
        {
            (await HostLab.CallAsync(PluginFor(command), command, HostLab.With(command, member, json))).Failed(PluginErrorCode.Validation, member);
        }
    }

    [Theory]
    [InlineData("1.0", true)]
    [InlineData("1.1", false)]
    [InlineData("2.0", false)]
    [InlineData("0.9", false)]
    [InlineData("1", false)]
    [InlineData("1.0.0", false)]
    [InlineData("1.-0", false)]
    [InlineData(" 1.0", false)]
    [InlineData("v1.0", false)]
    [InlineData("99999999999999999999.0", false)]
    public async Task Contract_versions_are_negotiated(string version, bool isSupported)
    {
        foreach (var command in new[] { "describe-key", "generate-signature", "generate-envelope", "verify-signature" })
        {
            var reply = await HostLab.CallAsync(PluginFor(command), command, HostLab.With(command, "contractVersion", $"\"{version}\""));
            if (isSupported)
            {
                reply.Succeeded();
            }
            else
            {
                reply.Failed(PluginErrorCode.UnsupportedContractVersion, "this plugin speaks 1.0");
            }
        }
    }

    [Theory]
    [InlineData("generate-signature", "keySpec", "\"EC-512\"", "keySpec must be one of RSA-2048, ")]
    [InlineData("generate-signature", "hashAlgorithm", "\"SHA-384\"", "hashAlgorithm must be SHA-256")]
    [InlineData("generate-signature", "payload", "\"*\"", "payload")]
    [InlineData("generate-signature", "payload", "\"AQI\"", "payload")]
    [InlineData("generate-signature", "payload", "[1,2]", "payload")]
    [InlineData("generate-envelope", "expiryDurationInSeconds", "-1", "expiryDurationInSeconds must not be negative")]
    [InlineData("generate-envelope", "expiryDurationInSeconds", "1.5", "expiryDurationInSeconds")]
    [InlineData("generate-envelope", "expiryDurationInSeconds", "99999999999999999999", "expiryDurationInSeconds")]
    [InlineData("verify-signature", "signature", "null", "signature.criticalAttributes is required")]
    [InlineData("verify-signature", "signature.criticalAttributes", "null", "signature.criticalAttributes is required")]
    [InlineData("verify-signature", "signature.criticalAttributes.expiry", "\"tomorrow\"", "signature.criticalAttributes.expiry")]
    [InlineData("verify-signature", "signature.certificateChain", "[\"\"]", "certificateChain")]
    [InlineData("verify-signature", "signature.unprocessedAttributes", "[null]", "unprocessedAttributes")]
    [InlineData("verify-signature", "trustPolicy", "null", "trustPolicy is required")]
    [InlineData("verify-signature", "trustPolicy.signatureVerification", "[\"SIGNATURE_GENERATOR.RAW\"]", "asks for SIGNATURE_GENERATOR.RAW, which this plugin cannot do")]
    [InlineData("describe-key", "keyId", "7", "keyId")]
    [InlineData("describe-key", "pluginConfig", "{\"pin\":null}", "pluginConfig must have a text for \"pin\"")]
    [InlineData("describe-key", "pluginConfig", "{\"pin\":1}", "pluginConfig.pin")]
    [InlineData("get-plugin-metadata", "pluginConfig", "[]", "pluginConfig")]
    public async Task A_member_of_the_wrong_form_is_named(string command, string member, string json, string words) =>
        (await HostLab.CallAsync(PluginFor(command), command, HostLab.With(command, member, json))).Failed(PluginErrorCode.Validation, words);

    [Theory]
    [InlineData("empty", "", "is empty")]
    [InlineData("blank", "  \n", "not one JSON object")]
    [InlineData("null", "null", "is null")]
    [InlineData("an array", "[]", "is not a JSON object")]
    [InlineData("a text", "\"{}\"", "is not a JSON object")]
    [InlineData("cut off", "{\"contractVersion\":\"1.0\"", "not one JSON object")]
    [InlineData("two values", "{}{}", "not one JSON object")]
    [InlineData("trailing data", "{} x", "not one JSON object")]
    [InlineData("a trailing comma", "{\"keyId\":\"a\",}", "not one JSON object")]
    [InlineData("a comment", "{}//", "not one JSON object")]
    [InlineData("a byte order mark", "\uFEFF{}", "byte order mark")]
    [InlineData("a member twice", "{\"keyId\":\"a\",\"keyId\":\"b\"}", "\"keyId\" occurs twice")]
    [InlineData("a member twice in other case", "{\"keyId\":\"a\",\"KeyID\":\"b\"}", "\"KeyID\" occurs twice")]
    [InlineData("a member twice, escaped", "{\"keyId\":\"a\",\"\\u006beyId\":\"b\"}", "\"keyId\" occurs twice")]
    [InlineData("a setting twice", "{\"pluginConfig\":{\"a\":\"1\",\"a\":\"2\"}}", "\"a\" occurs twice")]
    [InlineData("half a surrogate pair", "{\"keyId\":\"\\ud800\"}", "half of a surrogate pair")]
    public async Task Input_is_one_strict_JSON_object(string row, string input, string words)
    {
        Assert.NotEmpty(row);
        (await HostLab.CallAsync(new RawPlugin(), "describe-key", input)).Failed(PluginErrorCode.Validation, words);
    }

    [Fact]
    public async Task Input_that_is_not_UTF8_is_refused() =>
        (await HostLab.CallAsync(new RawPlugin(), ["describe-key"], [.. "{\"keyId\":\""u8, 0xFF, .. "\"}"u8]))
            .Failed(PluginErrorCode.Validation, "UTF-8");

    [Theory]
    [InlineData("deep arrays", "{\"x\":", "[", 100_000, "depth")]
    [InlineData("deep objects", "", "{\"x\":", 100_000, "depth")]
    [InlineData("many elements", "{\"x\":[0", ",0", 200_000, "more than 100000")]
    public async Task Input_made_to_hurt_is_refused(string row, string start, string unit, int count, string words)
    {
        Assert.NotEmpty(row);
        var input = start + new StringBuilder().Insert(0, unit, count);
        (await HostLab.CallAsync(new RawPlugin(), "describe-key", input)).Failed(PluginErrorCode.Validation, words);
    }

    /// <summary>The stream has no end; what matters is that reading stops.</summary>
    [Fact]
    public async Task Input_over_64_MiB_is_refused_and_not_read_on()
    {
        await using var input = new EndlessStream();

        (await HostLab.CallAsync(() => new RawPlugin(), ["describe-key"], input)).Failed(PluginErrorCode.Validation, "larger than 67108864 bytes");

        Assert.InRange(input.Served, PluginProtocol.MaxMessageBytes + 1, PluginProtocol.MaxMessageBytes + 1024 * 1024);
    }

    /// <summary>Other hosts indent; plugins that read one line break on that.</summary>
    [Fact]
    public async Task Input_is_read_to_its_end() =>
        (await HostLab.CallAsync(new RawPlugin(), "describe-key", "\n{\n  \"contractVersion\": \"1.0\",\n\n  \"keyId\": \"key1\"\n}\n\n")).Succeeded();

    [Fact]
    public async Task Unknown_members_are_passed_over() =>
        (await HostLab.CallAsync(new RawPlugin(), "describe-key", HostLab.With("describe-key", "later", "{\"a\":[1]}"))).Succeeded();

    /// <summary>What notation's Go code sends for "none".</summary>
    [Fact]
    public async Task Absent_values_have_one_form()
    {
        var verifier = new VerifierPlugin();
        (await HostLab.CallAsync(verifier, "verify-signature", HostLab.With("verify-signature", "signature.unprocessedAttributes", "null"))).Succeeded();
        Assert.Null(verifier.Seen!.Signature.CriticalAttributes.Expiry);
        Assert.Empty(verifier.Seen.Signature.UnprocessedAttributes!);
        Assert.Equal(3, verifier.Seen.Signature.CriticalAttributes.ExtendedAttributes!.Count);

        const string Time = "2026-11-21T12:00:00.123456789+01:00";
        (await HostLab.CallAsync(verifier, "verify-signature", HostLab.With("verify-signature", "signature.criticalAttributes.expiry", $"\"{Time}\""))).Succeeded();
        Assert.Equal(new DateTime(2026, 11, 21, 11, 0, 0), verifier.Seen.Signature.CriticalAttributes.Expiry!.Value.UtcDateTime, TimeSpan.FromSeconds(1));

        var envelopes = new EnvelopePlugin();
        (await HostLab.CallAsync(envelopes, "generate-envelope", HostLab.With("generate-envelope", "expiryDurationInSeconds", "0"))).Succeeded();
        Assert.Null(envelopes.Seen!.ExpiryDurationInSeconds);
    }

    internal static IPlugin PluginFor(string command) => command switch
    {
        "generate-envelope" => new EnvelopePlugin(),
        "verify-signature" => new VerifierPlugin(),
        _ => new RawPlugin(),
    };

    private sealed class EndlessStream : Stream
    {
        public long Served { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var served = Math.Min(count, 256 * 1024);
            buffer.AsSpan(offset, served).Fill((byte)' ');
            Served += served;
            return served;
        }

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
