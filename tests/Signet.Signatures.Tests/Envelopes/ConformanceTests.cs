using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Signatures.Envelopes;
using Signet.Signatures.Envelopes.Cose;
using Signet.Signatures.Envelopes.Jws;
using Signet.Signatures.Keys;
using Signet.TestKit;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>Our envelopes are byte for byte those of notation-core-go, for the requests of its conformance tests.</summary>
public sealed class ConformanceTests
{
    private const string Agent = "NotationConformanceTest/1.0.0";

    private static readonly ReadOnlyMemory<byte> Certificate = new byte[] { 1, 2, 3 };

    [Fact]
    public void Jws_is_the_vector()
    {
        var vector = Read("jws");
        var request = new EnvelopeRequest
        {
            Payload = """{"key":"hello JWS"}"""u8.ToArray(),
            SigningTime = new DateTimeOffset(2022, 8, 29, 13, 50, 0, TimeSpan.Zero),
            Expiry = new DateTimeOffset(2099, 8, 30, 13, 50, 0, TimeSpan.Zero),
            ExtendedAttributes =
            [
                new("signedCritKey1", "signedCritValue1", true),
                .. Enumerable.Range(1, 4).Select(i => new SignedAttribute($"signedKey{i}", "signedValue1", false)),
            ],
        };
        var unsigned = JwsFormat.Instance.Prepare(request, SignatureAlgorithm.Of(KeySpec.Ec256));
        var signature = (string)vector["signature"]!;
        var envelope = unsigned.Complete(
            new PrimitiveSignature(Base64Url.DecodeFromChars(signature), [Certificate]), timestampToken: null, Agent);

        Assert.Equal(
            $$"""{"payload":"{{vector["payload"]}}","protected":"{{vector["protected"]}}","header":{"x5c":["AQID"],"io.cncf.notary.signingAgent":"{{Agent}}"},"signature":"{{signature}}"}""",
            Encoding.UTF8.GetString(envelope));
        Assert.Equal($"{vector["protected"]}.{vector["payload"]}", Encoding.ASCII.GetString(unsigned.ToBeSigned.Span));
    }

    [Fact]
    public void Cose_is_the_vector()
    {
        var vector = Read("cose");
        var request = new EnvelopeRequest
        {
            Payload = "hello COSE"u8.ToArray(),
            SigningTime = DateTimeOffset.FromUnixTimeSeconds(1661321924),
            Expiry = DateTimeOffset.FromUnixTimeSeconds(1661408324),
            ExtendedAttributes = [new("signedCritKey1", "signedCritValue1", true), new("signedKey1", "signedValue1", false)],
        };
        var whole = (string)vector["expectedOutput"]!["cborHex"]!;
        var unprotected = (string)vector["unprotectedHeaders"]!["cborHex"]!;
        var signature = Convert.FromHexString(whole[^(384 * 2)..]);
        var envelope = CoseFormat.Instance.Prepare(request, SignatureAlgorithm.Of(KeySpec.Rsa3072))
            .Complete(new PrimitiveSignature(signature, [Certificate]), timestampToken: null, Agent);

        // The vector leaves the certificates out: they are put in where their label, 33, sorts.
        Assert.StartsWith("A1", unprotected, StringComparison.Ordinal);
        var expected = whole.Replace(unprotected, "A2" + "182181" + "43010203" + unprotected[2..], StringComparison.Ordinal);
        Assert.Equal(expected, Convert.ToHexString(envelope));
    }

    [Fact]
    public void Jws_escapes_as_go_does()
    {
        var request = new EnvelopeRequest
        {
            Payload = "{}"u8.ToArray(),
            SigningTime = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.FromHours(8)),
            ExtendedAttributes = [new("a<b", "+&>\u2028\u2029\u007Fé\t\"\\/", true)],
        };
        var unsigned = JwsFormat.Instance.Prepare(request, SignatureAlgorithm.Of(KeySpec.Rsa2048));
        var header = Encoding.ASCII.GetString(unsigned.ToBeSigned.Span).Split('.')[0];
        const string Expected =
            """
            {"a\u003cb":"+\u0026\u003e\u2028\u2029DELé\t\"\\/","alg":"PS256","crit":["io.cncf.notary.signingScheme","a\u003cb"],"cty":"application/vnd.cncf.notary.payload.v1+json","io.cncf.notary.signingScheme":"notary.x509","io.cncf.notary.signingTime":"2026-01-01T00:00:00+08:00"}
            """;
        Assert.Equal(
            Expected.Replace("DEL", "\u007F", StringComparison.Ordinal),
            Encoding.UTF8.GetString(Base64Url.DecodeFromChars(header)));
    }

    private static JsonNode Read(string format)
    {
        Vectors.SkipUnlessPresent();
        return JsonNode.Parse(File.ReadAllBytes(Vectors.Path($"notation-core-go/signature/{format}/testdata/conformance.json")))!;
    }
}
