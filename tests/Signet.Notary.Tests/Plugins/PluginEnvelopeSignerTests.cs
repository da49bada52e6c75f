using System.Text;
using System.Text.Json;
using Signet.Notary.Plugins;
using Signet.Notary.Signing;
using Signet.Plugins;
using Signet.Signatures;
using Signet.Signatures.Envelopes;
using Signet.TestKit.Pki;

namespace Signet.Notary.Tests.Plugins;

/// <summary>The checks of the host on envelopes that plugins make.</summary>
public sealed class PluginEnvelopeSignerTests : IDisposable
{
    private const string Digest = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    private const string Asked =
        "{\"mediaType\":\"application/x\",\"digest\":\"" + Digest + "\",\"size\":2,\"annotations\":{\"a\":\"1\"}}";

    private static readonly DateTimeOffset SigningTime = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private readonly PluginLab _lab = new();

    public void Dispose() => _lab.Dispose();

    [Theory]
    [InlineData(NotaryMediaTypes.Jws)]
    [InlineData(NotaryMediaTypes.Cose)]
    public async Task Envelope_is_asked_for_verified_and_returned(string mediaType)
    {
        var bytes = await EnvelopeAsync(Asked, mediaType);
        var signed = await SignAsync(Answer(bytes, mediaType, "{\"x\":\"y\"}"), mediaType);

        Assert.Equal(bytes, signed.Envelope);
        Assert.Equal(SigningTime, signed.Content.SigningTime);
        Assert.Equal(new Dictionary<string, string> { ["x"] = "y" }, signed.Annotations);
        using var request = JsonDocument.Parse(_lab.Read("p", "request"));
        Assert.Equal("the key", request.RootElement.GetProperty("keyId").GetString());
        Assert.Equal(NotaryMediaTypes.Payload, request.RootElement.GetProperty("payloadType").GetString());
        Assert.Equal(mediaType, request.RootElement.GetProperty("signatureEnvelopeType").GetString());
        Assert.Equal(Payload(Asked), request.RootElement.GetProperty("payload").GetBytesFromBase64());
        Assert.False(request.RootElement.TryGetProperty("expiryDurationInSeconds", out _));
    }

    [Theory]
    [InlineData("more annotations", """{"mediaType":"application/x","digest":"DIGEST","size":2,"annotations":{"b":"2","a":"1"}}""", null)]
    [InlineData(
        "all members of a descriptor",
        """
        {"mediaType":"application/x","digest":"DIGEST","size":2,"annotations":{"a":"1"},"urls":["https://example.com"],
        "data":"e30=","platform":{"os":"linux","architecture":"x"},"artifactType":"application/y"}
        """,
        null)]
    [InlineData(
        "another size", """{"mediaType":"application/x","digest":"DIGEST","size":3,"annotations":{"a":"1"}}""",
        "during signing descriptor subject has changed from {application/x " + Digest + " 2} to {application/x " + Digest + " 3}")]
    [InlineData(
        "another media type", """{"mediaType":"application/y","digest":"DIGEST","size":2,"annotations":{"a":"1"}}""",
        "during signing descriptor subject has changed from")]
    [InlineData(
        "another digest",
        """
        {"mediaType":"application/x","size":2,"annotations":{"a":"1"},
        "digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000"}
        """,
        "during signing descriptor subject has changed from")]
    [InlineData(
        "no annotations", """{"mediaType":"application/x","digest":"DIGEST","size":2}""",
        "the annotation \"a\" is gone or has another value")]
    [InlineData(
        "an annotation gone", """{"mediaType":"application/x","digest":"DIGEST","size":2,"annotations":{"A":"1"}}""",
        "the annotation \"a\" is gone or has another value")]
    [InlineData(
        "an annotation changed", """{"mediaType":"application/x","digest":"DIGEST","size":2,"annotations":{"a":"2"}}""",
        "the annotation \"a\" is gone or has another value")]
    [InlineData(
        "an unknown member",
        """{"mediaType":"application/x","digest":"DIGEST","size":2,"annotations":{"a":"1"},"zone":1,"Size2":2}""",
        "during signing, following unknown attributes were added to subject descriptor: [\"zone\" \"Size2\"]")]
    [InlineData(
        "an unknown member beside it",
        """{"mediaType":"application/x","digest":"DIGEST","size":2,"annotations":{"a":"1"}},"other":{"x":1}""",
        "during signing, following unknown attributes were added to subject descriptor: [\"other\"]")]
    [InlineData("no descriptor", "{}", "generated signature failed verification: the payload has no targetArtifact")]
    public async Task H3_payload_is_what_was_to_be_signed(string what, string target, string? message)
    {
        var envelope = await EnvelopeAsync(target.Replace("DIGEST", Digest, StringComparison.Ordinal));
        await AssertAsync(SignAsync(Answer(envelope)), message is null ? null : PluginFailure.NotAuthentic, message ?? what);
    }

    [Fact]
    public async Task H3_payload_of_another_type_is_refused() => await AssertAsync(
        SignAsync(Answer(await EnvelopeAsync(Asked, contentType: "application/json"))),
        PluginFailure.NotAuthentic,
        "payload content type \"application/json\" not supported");

    [Fact]
    public async Task H3_envelope_that_does_not_verify_is_refused()
    {
        var envelope = await EnvelopeAsync(Asked, NotaryMediaTypes.Cose);
        envelope[^1] ^= 1;
        await AssertAsync(
            SignAsync(Answer(envelope, NotaryMediaTypes.Cose), NotaryMediaTypes.Cose),
            PluginFailure.NotAuthentic,
            "generated signature failed verification: ");
        await AssertAsync(
            SignAsync(Answer("junk"u8.ToArray())), PluginFailure.NotAuthentic, "generated signature failed verification: ");
        await AssertAsync(
            SignAsync(Answer(await EnvelopeAsync(Asked, NotaryMediaTypes.Cose))),
            PluginFailure.NotAuthentic,
            "generated signature failed verification: ");
        await AssertAsync(
            SignAsync(Answer(envelope, NotaryMediaTypes.Cose)), PluginFailure.NotAuthentic, "does not match request");
    }

    [Theory]
    [InlineData(3600, 3600, null)]
    [InlineData(3600, 60, null)]
    [InlineData(3600, 3602, null)]
    [InlineData(3600, 7200, "longer than the 3600 seconds that were asked for")]
    [InlineData(3600, 0, "the plugin ignored the expiry")]
    [InlineData(0, 3600, null)]
    public async Task H3_expiry_is_not_later_than_asked_for(int asked, int given, string? message)
    {
        var answer = Answer(await EnvelopeAsync(Asked, expiry: given));
        await AssertAsync(SignAsync(answer, expiry: asked), message is null ? null : PluginFailure.NotAuthentic, message ?? "");
        using var request = JsonDocument.Parse(_lab.Read("p", "request"));
        Assert.Equal(
            asked,
            request.RootElement.TryGetProperty("expiryDurationInSeconds", out var seconds) ? seconds.GetInt32() : 0);
    }

    [Fact]
    public async Task Annotations_of_the_signer_are_not_the_plugins_to_set()
    {
        var signed = await SignAsync(Answer(
            await EnvelopeAsync(Asked),
            annotations: """
            {"io.cncf.notary.x509chain.thumbprint#S256":"[]","org.opencontainers.image.created":"1970-01-01T00:00:00Z","k":""}
            """));
        Assert.Equal(new Dictionary<string, string> { ["k"] = "" }, signed.Annotations);
    }

    [Theory]
    [InlineData(65, 1)]
    [InlineData(2, 40_000)]
    public async Task H3_annotations_are_bounded(int count, int length)
    {
        var annotations = Enumerable.Range(0, count).ToDictionary(i => $"k{i}", _ => new string('v', length));
        await AssertAsync(
            SignAsync(Answer(await EnvelopeAsync(Asked), annotations: JsonSerializer.Serialize(annotations))),
            PluginFailure.Malformed,
            "at most 64 of 65536 are taken");
    }

    [Fact]
    public async Task Annotation_without_a_name_is_refused() => await AssertAsync(
        SignAsync(Answer(await EnvelopeAsync(Asked), annotations: "{\"\":\"v\"}")),
        PluginFailure.Malformed,
        "an annotation without a name");

    [Theory]
    [InlineData("EC-256", null)]
    [InlineData("EC-384", "it is made with a key of EC-256, and describe-key said EC-384")]
    public async Task Blob_is_signed_with_a_key_of_the_kind_that_was_described(string keySpec, string? message)
    {
        var answer = Answer(await EnvelopeAsync(Asked));
        var client = _lab.Canned("p", $$"""{"keyId":"the key","keySpec":"{{keySpec}}",{{answer[1..]}}""");
        var signer = await PluginEnvelopeSigner.ForBlobsAsync(
            client, new() { Name = "p", Capabilities = [PluginCapability.BlobEnvelopeGenerator] }, "the key", null, Token);
        Assert.Equal(keySpec, SignatureAlgorithm.Of(signer.KeySpec!.Value).KeySpecName);
        await AssertAsync(SignAsync(signer), message is null ? null : PluginFailure.NotAuthentic, message ?? "");
        Assert.Equal("describe-key\ngenerate-envelope\n", _lab.Read("p", "calls"));
    }

    [Fact]
    public void Plugin_that_makes_no_envelopes_is_not_asked_to()
    {
        var e = Assert.Throws<PluginCallException>(() => PluginEnvelopeSigner.ForArtifacts(
            _lab.Canned("p"), new() { Name = "p", Capabilities = [PluginCapability.BlobEnvelopeGenerator] }, "k", null));
        Assert.Equal(PluginFailure.NotCapable, e.Failure);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static byte[] Payload(string target) => Encoding.UTF8.GetBytes($"{{\"targetArtifact\":{target}}}");

    /// <summary>An envelope as a plugin would make it.</summary>
    private static async Task<byte[]> EnvelopeAsync(
        string target, string mediaType = NotaryMediaTypes.Jws, string contentType = NotaryMediaTypes.Payload, int expiry = 0)
    {
        using var provider = PkiLab.SigningChain().CreateProvider();
        return await SignatureEnvelope.SignAsync(
            mediaType,
            new()
            {
                Payload = Payload(target),
                ContentType = contentType,
                SigningTime = SigningTime,
                Expiry = expiry == 0 ? null : SigningTime.AddSeconds(expiry),
            },
            provider,
            Token);
    }

    private static string Answer(
        byte[] envelope, string mediaType = NotaryMediaTypes.Jws, string annotations = "null") =>
        $$"""
        {"signatureEnvelope":"{{Convert.ToBase64String(envelope)}}","signatureEnvelopeType":"{{mediaType}}","annotations":{{annotations}}}
        """;

    private Task<SignedEnvelope> SignAsync(string answer, string mediaType = NotaryMediaTypes.Jws, int expiry = 0) => SignAsync(
        PluginEnvelopeSigner.ForArtifacts(
            _lab.Canned("p", answer),
            new() { Name = "p", Capabilities = [PluginCapability.EnvelopeGenerator] },
            "the key",
            null),
        mediaType,
        expiry);

    private static Task<SignedEnvelope> SignAsync(
        PluginEnvelopeSigner signer, string mediaType = NotaryMediaTypes.Jws, int expiry = 0) => signer.SignAsync(
        new() { Payload = Payload(Asked), EnvelopeMediaType = mediaType, Expiry = TimeSpan.FromSeconds(expiry) }, Token);

    private static async Task AssertAsync(Task call, PluginFailure? failure, string message)
    {
        if (failure is null)
        {
            await call;
            return;
        }

        var e = await Assert.ThrowsAsync<PluginCallException>(() => call);
        Assert.Equal(failure, e.Failure);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }
}
