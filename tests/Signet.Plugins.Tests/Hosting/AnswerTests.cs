using System.Text;
using Signet.Plugins.Messages;
using Signet.TestKit.Pki;

namespace Signet.Plugins.Tests.Hosting;

/// <summary>Answers that a plugin must not give (H3), and what becomes of what it throws.</summary>
public sealed class AnswerTests
{
    public static TheoryData<string, string, DescribeKeyResponse?> KeyAnswers => new()
    {
        { "another key", "keyId is not the request's", new() { KeyId = "key2", KeySpec = "EC-256" } },
        { "another case", "keyId is not the request's", new() { KeyId = "KEY1", KeySpec = "EC-256" } },
        { "no key", "keyId is not the request's", new() { KeySpec = "EC-256" } },
        { "an unknown kind", "keySpec \"EC-512\" is none of", new() { KeyId = "key1", KeySpec = "EC-512" } },
        { "no kind", "keySpec \"\" is none of", new() { KeyId = "key1", KeySpec = null! } },
        { "nothing", "it is null", null },
    };

    [Theory]
    [MemberData(nameof(KeyAnswers))]
    public async Task H3_describe_key(string row, string words, DescribeKeyResponse? answer)
    {
        Assert.NotEmpty(row);
        var plugin = new RawPlugin { OnDescribe = (_, _) => Task.FromResult(answer!) };

        (await HostLab.CallAsync(plugin, "describe-key")).Failed(PluginErrorCode.Error, words);
    }

    private static readonly LabChain Other = PkiLab.SigningChain(2, name: "other", leaf: l => l with { KeySlot = 5 });

    private static readonly LabChain Larger = PkiLab.SigningChain(2, Signet.Signatures.KeySpec.Ec384);

    public static TheoryData<string, string, Func<GenerateSignatureResponse, GenerateSignatureResponse?>> SignatureAnswers => new()
    {
        { "another key", "keyId is not the request's", a => a with { KeyId = "key2" } },
        { "another algorithm", "signingAlgorithm \"ECDSA-SHA-384\" is not ECDSA-SHA-256", a => a with { SigningAlgorithm = "ECDSA-SHA-384" } },
        { "an unknown algorithm", "signingAlgorithm \"ES256\" is not", a => a with { SigningAlgorithm = "ES256" } },
        { "no algorithm", "signingAlgorithm \"\" is not", a => a with { SigningAlgorithm = null! } },
        { "no chain", "certificateChain must have", a => a with { CertificateChain = [] } },
        { "null for a chain", "certificateChain must have", a => a with { CertificateChain = null! } },
        { "too long a chain", "certificateChain must have", a => a with { CertificateChain = [.. Enumerable.Repeat(a.CertificateChain[0], 17)] } },
        { "an empty certificate", "element 1 of certificateChain", a => a with { CertificateChain = [a.CertificateChain[0], default] } },
        { "junk for a certificate", "element 0 of certificateChain", a => a with { CertificateChain = ["junk"u8.ToArray()] } },
        { "root first", "does not verify", a => a with { CertificateChain = [.. a.CertificateChain.Reverse()] } },
        { "the chain of another key", "does not verify", a => a with { CertificateChain = [.. Other.Members.Select(m => m.Der)] } },
        { "the chain of another kind of key", "of kind EC-384, and EC-256 was asked for", a => a with { CertificateChain = [.. Larger.Members.Select(m => m.Der)] } },
        { "no signature", "has 0 bytes and must have 64", a => a with { Signature = default } },
        { "a changed signature", "does not verify", a => a with { Signature = HostLab.Sign("other"u8) } },
        { "nothing", "it is null", _ => null },
    };

    [Theory]
    [MemberData(nameof(SignatureAnswers))]
    public async Task H3_generate_signature(string row, string words, Func<GenerateSignatureResponse, GenerateSignatureResponse?> change)
    {
        Assert.NotEmpty(row);
        (await HostLab.CallAsync(new RawPlugin { Answer = change }, "generate-signature")).Failed(PluginErrorCode.Error, words);
    }

    [Fact]
    public async Task A_good_signature_is_sent()
    {
        var answer = (await HostLab.CallAsync(new RawPlugin(), "generate-signature")).Succeeded();

        Assert.Equal("key1", (string?)answer["keyId"]);
        Assert.Equal("ECDSA-SHA-256", (string?)answer["signingAlgorithm"]);
        Assert.Equal(HostLab.Chain.Members.Select(m => Convert.ToBase64String(m.Der.Span)), answer["certificateChain"]!.AsArray().Select(c => (string)c!));
        Signet.Plugins.Signing.SignatureSelfCheck.Verify(
            HostLab.Chain.Leaf.Certificate, [1, 2, 3], Convert.FromBase64String((string)answer["signature"]!));
    }

    public static TheoryData<string, string, Func<GenerateEnvelopeResponse, GenerateEnvelopeResponse?>> EnvelopeAnswers => new()
    {
        { "another type", "signatureEnvelopeType is \"application/cose\"", a => a with { SignatureEnvelopeType = "application/cose" } },
        { "no type", "signatureEnvelopeType is \"\"", a => a with { SignatureEnvelopeType = null! } },
        { "no envelope", "signatureEnvelope is empty", a => a with { SignatureEnvelope = default } },
        { "half an annotation", "annotations", a => a with { Annotations = new Dictionary<string, string> { ["a"] = null! } } },
        { "nothing", "it is null", _ => null },
    };

    [Theory]
    [MemberData(nameof(EnvelopeAnswers))]
    public async Task H3_generate_envelope(string row, string words, Func<GenerateEnvelopeResponse, GenerateEnvelopeResponse?> change)
    {
        Assert.NotEmpty(row);
        (await HostLab.CallAsync(new EnvelopePlugin { Answer = change }, "generate-envelope")).Failed(PluginErrorCode.Error, words);
    }

    private static readonly VerificationResult Yes = new() { Success = true };

    public static TheoryData<string, string, Func<VerifySignatureResponse, VerifySignatureResponse?>> VerificationAnswers => new()
    {
        { "one result too few", "has no result for SIGNATURE_VERIFIER.REVOCATION_CHECK", a => a with { VerificationResults = Results((PluginCapability.TrustedIdentityVerifier, Yes)) } },
        { "null for a result", "has no result for SIGNATURE_VERIFIER.REVOCATION_CHECK", a => a with { VerificationResults = Results((PluginCapability.TrustedIdentityVerifier, Yes), (PluginCapability.RevocationVerifier, null!)) } },
        { "one result too many", "has a result for else", a => a with { VerificationResults = Results((PluginCapability.TrustedIdentityVerifier, Yes), (PluginCapability.RevocationVerifier, Yes), ("else", Yes)) } },
        { "no without a reason", "gives no reason", a => a with { VerificationResults = Results((PluginCapability.TrustedIdentityVerifier, new()), (PluginCapability.RevocationVerifier, Yes)) } },
        { "no results", "verificationResults is missing", a => a with { VerificationResults = null! } },
        { "no attributes", "processedAttributes", a => a with { ProcessedAttributes = null! } },
        { "nothing", "it is null", _ => null },
    };

    private static Dictionary<string, VerificationResult> Results(params (string Capability, VerificationResult Result)[] results) =>
        results.ToDictionary(r => r.Capability, r => r.Result);

    [Theory]
    [MemberData(nameof(VerificationAnswers))]
    public async Task H3_verify_signature(string row, string words, Func<VerifySignatureResponse, VerifySignatureResponse?> change)
    {
        Assert.NotEmpty(row);
        (await HostLab.CallAsync(new VerifierPlugin { Answer = change }, "verify-signature")).Failed(PluginErrorCode.Error, words);
    }

    [Fact]
    public async Task No_with_a_reason_is_an_answer()
    {
        var plugin = new VerifierPlugin
        {
            Answer = a => a with { VerificationResults = a.VerificationResults.Keys.ToDictionary(c => c, _ => new VerificationResult { Reason = "revoked" }) },
        };

        var answer = (await HostLab.CallAsync(plugin, "verify-signature")).Succeeded();

        Assert.Equal("""{"success":false,"reason":"revoked"}""", answer["verificationResults"]![PluginCapability.RevocationVerifier]!.ToJsonString());
        Assert.Equal("""["a"]""", answer["processedAttributes"]!.ToJsonString());
    }

    [Fact]
    public async Task An_answer_over_64_MiB_is_not_sent() =>
        (await HostLab.CallAsync(new EnvelopePlugin { Answer = a => a with { SignatureEnvelope = new byte[PluginProtocol.MaxMessageBytes / 4 * 3] } }, "generate-envelope"))
            .Failed(PluginErrorCode.Error, "must stay under 67108864");

    public static TheoryData<string, Exception, string, string> Thrown => new()
    {
        { "its own code", new PluginException(PluginErrorCode.Throttled, "later"), PluginErrorCode.Throttled, "later" },
        { "a code of the service", new PluginException("Forbidden", "no"), PluginErrorCode.Error, "no" },
        { "a bug", new InvalidOperationException("a bug", new ArgumentException("hunter2")), PluginErrorCode.Error, "a bug" },
        { "a bug without words", new InvalidOperationException(""), PluginErrorCode.Error, "InvalidOperationException" },
        { "one of several tasks", new AggregateException(new PluginException(PluginErrorCode.AccessDenied, "no")), PluginErrorCode.AccessDenied, "no" },
        { "a client's limit", new TaskCanceledException("", new TimeoutException()), PluginErrorCode.Timeout, "did not answer in time" },
        { "a cancellation", new OperationCanceledException(), PluginErrorCode.Timeout, "interrupted" },
        { "a message without end", new InvalidOperationException(new string('x', 1_000_000)), PluginErrorCode.Error, "xxx" },
    };

    [Theory]
    [MemberData(nameof(Thrown))]
    public async Task What_is_thrown_becomes_one_error(string row, Exception thrown, string code, string words)
    {
        Assert.NotEmpty(row);
        foreach (var isAsync in new[] { false, true })
        {
            var plugin = new RawPlugin { OnDescribe = (_, _) => isAsync ? Task.FromException<DescribeKeyResponse>(thrown) : throw thrown };

            var reply = await HostLab.CallAsync(plugin, "describe-key");

            reply.Failed(code, words);
            Assert.DoesNotContain("hunter2", reply.Error, StringComparison.Ordinal);
            Assert.InRange(reply.Error.Length, 1, 2 * PluginLimits.ErrorCharacters);
        }
    }

    [Fact]
    public async Task Facts_go_with_the_error()
    {
        var thrown = new PluginException(PluginErrorCode.Validation, "no key \"ü\"\n", new Dictionary<string, string> { ["requestId"] = "r-1" });

        var reply = await HostLab.CallAsync(new RawPlugin { OnDescribe = (_, _) => throw thrown }, "describe-key");

        var message = reply.Failed(PluginErrorCode.Validation, "no key \"ü\"\n");
        Assert.Equal(new Dictionary<string, string> { ["requestId"] = "r-1" }, message.ErrorMetadata);
        Assert.DoesNotContain("errorMetadata", (await HostLab.CallAsync(new RawPlugin(), "describe-key", "{}")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugin_that_waits_is_cancelled()
    {
        using var source = new CancellationTokenSource();
        var plugin = new RawPlugin
        {
            OnDescribe = async (_, token) =>
            {
                await source.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
                return null!;
            },
        };

        (await HostLab.CallAsync(plugin, ["describe-key"], Encoding.UTF8.GetBytes(HostLab.DescribeKey), new() { Interruption = source.Token }))
            .Failed(PluginErrorCode.Timeout, "interrupted");
    }

    /// <summary>A driver that does not come back: after the grace the call fails without it.</summary>
    [Fact]
    public async Task H3_a_plugin_that_ignores_the_cancellation_is_left()
    {
        using var source = new CancellationTokenSource();
        var never = new TaskCompletionSource<DescribeKeyResponse>();
        var plugin = new RawPlugin
        {
            OnDescribe = (_, _) =>
            {
                source.Cancel();
                return never.Task;
            },
        };

        var time = new ImpatientTime();
        var reply = await HostLab.CallAsync(
            () => plugin, ["describe-key"], new MemoryStream(Encoding.UTF8.GetBytes(HostLab.DescribeKey)), new() { Time = time, Interruption = source.Token });

        reply.Failed(PluginErrorCode.Timeout, "interrupted");
        Assert.Equal([Signet.Plugins.Hosting.PluginCall.Grace], time.Waits);
    }

    /// <summary>A host that sends nothing and closes nothing.</summary>
    [Fact]
    public async Task Waiting_for_input_can_be_interrupted()
    {
        using var pipe = new System.IO.Pipes.AnonymousPipeServerStream(System.IO.Pipes.PipeDirection.Out);
        using var input = new System.IO.Pipes.AnonymousPipeClientStream(System.IO.Pipes.PipeDirection.In, pipe.ClientSafePipeHandle);
        using var source = new CancellationTokenSource();
        var call = HostLab.CallAsync(() => new RawPlugin(), ["describe-key"], input, new() { Interruption = source.Token });

        await source.CancelAsync();

        (await call).Failed(PluginErrorCode.Timeout, "interrupted");
    }
}
