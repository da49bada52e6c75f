using System.Text;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Keys;
using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>What is refused before or after the key was asked.</summary>
public sealed class SigningTests
{
    public static TheoryData<string, string, EnvelopeRequest> BadRequests()
    {
        var good = EnvelopeLab.Request;
        SignedAttribute A(string key, object? value = null) => new(key, value ?? "x", false);
        return new()
        {
            { NotaryMediaTypes.Jws, "payload is empty", good with { Payload = default } },
            { NotaryMediaTypes.Cose, "payload is empty", good with { Payload = default } },
            { NotaryMediaTypes.Jws, "not a JSON object", good with { Payload = "[1]"u8.ToArray() } },
            { NotaryMediaTypes.Jws, "not acceptable JSON", good with { Payload = """{"a":1,"a":2}"""u8.ToArray() } },
            { NotaryMediaTypes.Jws, "not acceptable JSON", good with { Payload = "hello"u8.ToArray() } },
            { NotaryMediaTypes.Jws, "not a media type", good with { ContentType = "" } },
            { NotaryMediaTypes.Cose, "not a media type", good with { ContentType = "a/b/c" } },
            { NotaryMediaTypes.Cose, "time is not set", good with { SigningTime = default } },
            { NotaryMediaTypes.Cose, "expiry", good with { Expiry = good.SigningTime } },
            { NotaryMediaTypes.Jws, "expiry", good with { Expiry = good.SigningTime.AddSeconds(-1) } },
            { NotaryMediaTypes.Jws, "expiry", good with { Expiry = good.SigningTime.AddMilliseconds(999) } },
            { NotaryMediaTypes.Jws, "given twice", good with { ExtendedAttributes = [A("a"), A("a")] } },
            { NotaryMediaTypes.Jws, "sets it itself", good with { ExtendedAttributes = [A("alg")] } },
            { NotaryMediaTypes.Cose, "sets it itself", good with { ExtendedAttributes = [A(EnvelopeLab.Expiry)] } },
            { NotaryMediaTypes.Jws, "names in JWS are text", good with { ExtendedAttributes = [A("7") with { IsIntegerLabel = true }] } },
            { NotaryMediaTypes.Cose, "not a label", good with { ExtendedAttributes = [A("3") with { IsIntegerLabel = true }] } },
            { NotaryMediaTypes.Cose, "not a label", good with { ExtendedAttributes = [A("x") with { IsIntegerLabel = true }] } },
            { NotaryMediaTypes.Jws, "cannot stand in JSON", good with { ExtendedAttributes = [A("a", new object())] } },
            { NotaryMediaTypes.Jws, "cannot stand in JSON", good with { ExtendedAttributes = [A("a", double.NaN)] } },
            { NotaryMediaTypes.Cose, "cannot stand in CBOR", good with { ExtendedAttributes = [A("a", new ReadOnlyMemory<byte>([0x9F]))] } },
            { NotaryMediaTypes.Jws, "surrogate", good with { ExtendedAttributes = [A("a", "\uD800")] } },
            { NotaryMediaTypes.Cose, "surrogate", good with { ExtendedAttributes = [A("\uD800")] } },
            { "application/json", "not a signature envelope", good },
        };
    }

    [Theory]
    [MemberData(nameof(BadRequests), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_request_is_refused_before_the_key_is_asked(string mediaType, string why, EnvelopeRequest request)
    {
        var provider = new Provider(_ => throw new InvalidOperationException("the key was asked"));
        var e = await Assert.ThrowsAsync<SigningException>(async () =>
            await SignatureEnvelope.SignAsync(mediaType, request, provider, TestContext.Current.CancellationToken));
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Func<byte[], PrimitiveSignature>> BadAnswers()
    {
        var chain = EnvelopeLab.Signer.Certificates;
        byte[] Sign(byte[] data) => EnvelopeLab.Signer.Sign(data);
        return new()
        {
            { "empty signature", data => new(default, chain) },
            { "chain is empty", data => new(Sign(data), []) },
            { "does not match", data => new(Sign([.. data, 0]), chain) },
            { "has 63 bytes", data => new(Sign(data).AsMemory(1), chain) },
            { "cannot be read", data => new(Sign(data), [new byte[] { 0x30, 0 }]) },
            { "certificate-chain is invalid", data => new(Sign(data), [chain[0], chain[2]]) },
            { "certificate-chain is invalid", data => new(Sign(data), [chain[0]]) },
            { "signs with", data => new(Sign(data), TestChain.Of(KeySpec.Ec384).Certificates) },
            { "17 certificates", data => new(Sign(data), [.. Enumerable.Repeat(chain[0], 17)]) },
        };
    }

    [Theory]
    [MemberData(nameof(BadAnswers), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_answer_of_the_keys_holder_makes_no_envelope(string why, Func<byte[], PrimitiveSignature> answer)
    {
        foreach (var mediaType in (string[])[NotaryMediaTypes.Jws, NotaryMediaTypes.Cose])
        {
            var e = await Assert.ThrowsAsync<SigningException>(async () => await SignatureEnvelope.SignAsync(
                mediaType, EnvelopeLab.Request, new Provider(answer), TestContext.Current.CancellationToken));
            Assert.Contains(why, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Certificates_must_be_valid_at_the_signing_time()
    {
        var request = EnvelopeLab.Request with { SigningTime = PkiLab.NotAfter.AddSeconds(1) };
        var e = await Assert.ThrowsAsync<SigningException>(async () => await SignatureEnvelope.SignAsync(
            NotaryMediaTypes.Jws, request, EnvelopeLab.Signer, TestContext.Current.CancellationToken));
        Assert.Equal(EnvelopeFaultKind.CertificateChain, e.Fault?.Kind);
    }

    [Fact]
    public async Task No_timestamp_is_asked_for_a_signature_that_does_not_hold()
    {
        var request = EnvelopeLab.Request with { Timestamp = (_, _) => throw new InvalidOperationException("the authority was asked") };
        var provider = new Provider(data => new(EnvelopeLab.Signer.Sign([.. data, 1]), EnvelopeLab.Signer.Certificates));
        await Assert.ThrowsAsync<SigningException>(async () => await SignatureEnvelope.SignAsync(
            NotaryMediaTypes.Cose, request, provider, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_empty_timestamp_is_not_passed_over()
    {
        var request = EnvelopeLab.Request with { Timestamp = (_, _) => new(Array.Empty<byte>()) };
        await Assert.ThrowsAsync<SigningException>(async () => await SignatureEnvelope.SignAsync(
            NotaryMediaTypes.Jws, request, EnvelopeLab.Signer, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Cose_signs_a_payload_that_is_not_json()
    {
        var request = EnvelopeLab.Request with { Payload = Encoding.UTF8.GetBytes("hello"), ContentType = "text/plain" };
        var content = EnvelopeLab.AssertValid(NotaryMediaTypes.Cose, await SignatureEnvelope.SignAsync(
            NotaryMediaTypes.Cose, request, EnvelopeLab.Signer, TestContext.Current.CancellationToken));
        Assert.Equal("text/plain", content.ContentType);
    }

    private sealed class Provider(Func<byte[], PrimitiveSignature> answer) : ISignatureProvider
    {
        public KeySpec KeySpec => KeySpec.Ec256;

        public ValueTask<PrimitiveSignature> SignAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default) =>
            new(answer(payload.ToArray()));
    }
}
