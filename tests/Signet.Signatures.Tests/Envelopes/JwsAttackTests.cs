using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Signatures.Envelopes;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>C1 and A16: JWS envelopes whose signature is right and whose form is not.</summary>
public sealed class JwsAttackTests
{
    private const string Jws = NotaryMediaTypes.Jws;

    [Fact]
    public void The_lab_makes_valid_envelopes()
    {
        EnvelopeLab.AssertValid(Jws, EnvelopeLab.Jws(EnvelopeLab.JwsHeader()));
        EnvelopeLab.AssertValid(Jws, EnvelopeLab.Jws(EnvelopeLab.JwsHeader("notary.x509.signingAuthority")));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("NONE")]
    [InlineData("HS256")]
    [InlineData("HS512")]
    [InlineData("RS256")]
    [InlineData("EdDSA")]
    [InlineData("ES256K")]
    [InlineData("es256")]
    [InlineData("")]
    public void C1_Algorithm_that_may_not_sign(string algorithm)
    {
        var header = EnvelopeLab.JwsHeader();
        header["alg"] = algorithm;
        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws(header), "algorithm-unsupported");
        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws(header.ToJsonString(), sign: _ => [0]), "algorithm-unsupported");
    }

    [Theory]
    [InlineData("ES384")]
    [InlineData("ES512")]
    [InlineData("PS256")]
    public void C1_Algorithm_of_another_key(string algorithm)
    {
        var header = EnvelopeLab.JwsHeader();
        header["alg"] = algorithm;
        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws(header), "algorithm-mismatch", EnvelopeFaultKind.SignatureMismatch);
    }

    [Fact]
    public void C1_Empty_signature_with_alg_none()
    {
        var header = EnvelopeLab.JwsHeader();
        header["alg"] = "none";
        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws(header, e => e["signature"] = ""), "signature-empty");
    }

    [Fact]
    public void C1_Algorithm_in_the_unprotected_header_only()
    {
        var header = EnvelopeLab.JwsHeader();
        header.Remove("alg");
        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws(header, e => e["header"]!["alg"] = "ES256"), "algorithm-unsupported");
    }

    [Theory]
    [InlineData("\"unknown\"")]
    [InlineData("null")]
    [InlineData("{\"a\":[1]}")]
    public void C1_Unknown_critical_attribute(string value)
    {
        var header = EnvelopeLab.JwsHeader();
        header["com.example.policy"] = JsonNode.Parse(value);
        EnvelopeLab.AssertValid(Jws, EnvelopeLab.Jws(header));
        header["crit"] = new JsonArray(EnvelopeLab.Scheme, "com.example.policy");
        EnvelopeLab.AssertRefused(
            Jws, EnvelopeLab.Jws(header), "critical-attribute-unknown", EnvelopeFaultKind.UnknownCriticalAttribute);

        // A plugin that is named may know it; the verifier asks it.
        header[EnvelopeLab.Plugin] = "example";
        header["crit"] = new JsonArray(EnvelopeLab.Scheme, "com.example.policy", EnvelopeLab.Plugin);
        var content = EnvelopeLab.AssertValid(Jws, EnvelopeLab.Jws(header));
        Assert.True(content.ExtendedAttributes.Single(a => a.Key == "com.example.policy").IsCritical);
    }

    [Fact]
    public void C1_Unencoded_payload_option_is_an_unknown_critical_attribute()
    {
        var header = EnvelopeLab.JwsHeader();
        header["b64"] = false;
        header["crit"] = new JsonArray(EnvelopeLab.Scheme, "b64");
        EnvelopeLab.AssertRefused(
            Jws, EnvelopeLab.Jws(header), "critical-attribute-unknown", EnvelopeFaultKind.UnknownCriticalAttribute);
    }

    public static TheoryData<string, string> BadCritical() => new()
    {
        { "crit-missing", "absent" },
        { "crit-malformed", "[]" },
        { "crit-malformed", "\"io.cncf.notary.signingScheme\"" },
        { "crit-malformed", "[1]" },
        { "crit-malformed", "null" },
        { "crit-missing", "[\"com.example.extra\"]" },
        { "crit-duplicate", "[\"io.cncf.notary.signingScheme\",\"io.cncf.notary.signingScheme\"]" },
        { "crit-duplicate", "[\"io.cncf.notary.signingScheme\",\"com.example.extra\",\"com.example.extra\"]" },
        { "crit-not-present", "[\"io.cncf.notary.signingScheme\",\"missing\"]" },
        { "crit-not-present", "[\"io.cncf.notary.signingScheme\",\"alg\"]" },
        { "crit-not-present", "[\"io.cncf.notary.signingScheme\",\"cty\"]" },
        { "crit-not-present", "[\"io.cncf.notary.signingScheme\",\"crit\"]" },
        { "crit-not-present", "[\"io.cncf.notary.signingScheme\",\"io.cncf.notary.signingTime\"]" },
        { "crit-not-present", "[\"io.cncf.notary.signingScheme\",\"io.cncf.notary.authenticSigningTime\"]" },
        { "crit-not-present", "[\"io.cncf.notary.signingScheme\",\"io.cncf.notary.expiry\"]" },
        { "crit-not-present", "[\"io.cncf.notary.signingScheme\",\"1\"]" },
    };

    [Theory]
    [MemberData(nameof(BadCritical))]
    public void C1_Crit_that_breaks_a_rule(string rule, string crit)
    {
        var header = EnvelopeLab.JwsHeader();
        header["com.example.extra"] = "x";
        header.Remove("crit");
        if (crit != "absent")
        {
            header["crit"] = JsonNode.Parse(crit);
        }

        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws(header), rule);
    }

    [Fact]
    public void C1_Expiry_must_be_critical()
    {
        var header = EnvelopeLab.JwsHeader();
        header[EnvelopeLab.Expiry] = "2030-01-01T00:00:00Z";
        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws(header), "crit-missing");
        header["crit"] = new JsonArray(EnvelopeLab.Scheme, EnvelopeLab.Expiry);
        EnvelopeLab.AssertValid(Jws, EnvelopeLab.Jws(header));
    }

    [Theory]
    [InlineData(EnvelopeLab.Plugin, "\"example\"", false, "crit-missing")]
    [InlineData(EnvelopeLab.Plugin, "\"\"", true, "plugin-attribute-value")]
    [InlineData(EnvelopeLab.Plugin, "\"  \"", true, "plugin-attribute-value")]
    [InlineData(EnvelopeLab.Plugin, "7", true, "plugin-attribute-value")]
    [InlineData(EnvelopeLab.MinVersion, "\"1.0.0\"", true, "plugin-missing")]
    public void C1_Plugin_attributes_are_critical_text(string name, string value, bool critical, string rule)
    {
        var header = EnvelopeLab.JwsHeader();
        header[name] = JsonNode.Parse(value);
        header["crit"] = critical ? new JsonArray(EnvelopeLab.Scheme, name) : new JsonArray(EnvelopeLab.Scheme);
        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws(header), rule);
    }

    [Theory]
    [InlineData("\"alg\":\"ES256\"", "jws-protected-json")]
    [InlineData("\"ALG\":\"none\"", "jws-protected-json")]
    [InlineData("\"crit\":[\"io.cncf.notary.signingScheme\"]", "jws-protected-json")]
    [InlineData("\"io.cncf.notary.signingScheme\":\"notary.x509\"", "jws-protected-json")]
    [InlineData("\"IO.cncf.notary.signingScheme\":\"notary.x509\"", "jws-protected-json")]
    [InlineData("\"\\u0061lg\":\"none\"", "jws-protected-json")]
    [InlineData("\"io.cncf.notary.Expiry\":\"2020-01-01T00:00:00Z\"", "attribute-name-case")]
    [InlineData("\"IO.CNCF.NOTARY.VERIFICATIONPLUGIN\":\"x\"", "attribute-name-case")]
    public void C1_A16_Header_that_occurs_twice_or_in_another_case(string extra, string rule)
    {
        var header = EnvelopeLab.JwsHeader().ToJsonString();
        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws(header[..^1] + "," + extra + "}"), rule);
        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws("{" + extra + "," + header[1..]), rule);
    }

    [Fact]
    public void C1_A16_Known_name_in_another_case_alone()
    {
        foreach (var name in (string[])["alg", "cty", "crit", EnvelopeLab.Scheme, EnvelopeLab.Time])
        {
            var header = EnvelopeLab.JwsHeader();
            var value = header[name]!.DeepClone();
            header.Remove(name);
            header[name.ToUpperInvariant()] = value;
            Assert.False(SignatureEnvelope.Verify(Jws, EnvelopeLab.Jws(header)).IsValid, name);
        }
    }

    public static TheoryData<string, Action<JsonObject>> BadEnvelopes() => new()
    {
        { "jws-member-unknown", e => e["extra"] = 1 },
        { "jws-member-unknown", e => e["Signature2"] = "x" },
        { "jws-member-unknown", e => e["signatures"] = new JsonArray() },
        { "jws-json", e => e["Payload"] = "x" },
        { "jws-json", e => e["SIGNATURE"] = "x" },
        { "jws-member-missing", e => e.Remove("payload") },
        { "jws-member-missing", e => e.Remove("protected") },
        { "jws-member-missing", e => e.Remove("signature") },
        { "jws-member-missing", e => e.Remove("header") },
        { "jws-member-missing", e => e["header"] = null },
        { "jws-member-missing", e => e["header"] = "x" },
        { "jws-member-type", e => e["payload"] = 1 },
        { "jws-member-type", e => e["signature"] = null },
        { "payload-empty", e => e["payload"] = "" },
        { "protected-empty", e => e["protected"] = "" },
        { "signature-empty", e => e["signature"] = "" },
        { "jws-base64url", e => e["payload"] = (string)e["payload"]! + "=" },
        { "jws-base64url", e => e["signature"] = (string)e["signature"]! + "==" },
        { "jws-base64url", e => e["signature"] = (string)e["signature"]! + "\n" },
        { "jws-base64url", e => e["signature"] = " " + (string)e["signature"]! },
        { "jws-base64url", e => e["payload"] = ((string)e["payload"]!).Insert(7, "\r\n") },
        { "jws-base64url", e => e["payload"] = ((string)e["payload"]!).Insert(8, "+/+/") },
        { "jws-base64url", e => e["payload"] = "A" },
        { "jws-base64url", e => e["signature"] = "AR" },
        { "jws-base64url", e => e["signature"] = "é" },
        { "jws-protected-json", e => e["protected"] = Base64Url.EncodeToString("[]"u8) },
        { "jws-protected-json", e => e["protected"] = Base64Url.EncodeToString("{} {}"u8) },
        { "jws-protected-json", e => e["protected"] = Base64Url.EncodeToString([0xEF, 0xBB, 0xBF, 0x7B, 0x7D]) },
        { "jws-protected-json", e => e["protected"] = Base64Url.EncodeToString([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]) },
        { "jws-payload-json", e => e["payload"] = Base64Url.EncodeToString("1"u8) },
        { "jws-payload-json", e => e["payload"] = Base64Url.EncodeToString("""{"a":1,"A":2}"""u8) },
        { "jws-payload-json", e => e["payload"] = Base64Url.EncodeToString("""{"a":1}x"""u8) },
        { "certificate-chain-missing", e => e["header"]!.AsObject().Remove("x5c") },
        { "certificate-chain-missing", e => e["header"]!["x5c"] = new JsonArray() },
        { "certificate-chain-type", e => e["header"]!["x5c"] = "MIIB" },
        { "certificate-chain-type", e => e["header"]!["x5c"] = new JsonArray(1) },
        { "certificate-chain-length", e => Repeat(e, 17) },
        { "certificate-malformed", e => e["header"]!["x5c"]![0] = "AAAA" },
        { "certificate-malformed", e => e["header"]!["x5c"]![1] = "" },
        { "certificate-malformed", e => AppendByte(e) },
        { "certificate-malformed", e => AsPem(e) },
        { "certificate-size", e => e["header"]!["x5c"]![0] = Convert.ToBase64String(new byte[SignatureLimits.CertificateBytes + 1]) },
        { "jws-base64", e => e["header"]!["x5c"]![0] = ((string)e["header"]!["x5c"]![0]!).Insert(64, "\n") },
        { "jws-base64", e => e["header"]!["x5c"]![0] = (string)e["header"]!["x5c"]![0]! + "=" },
        { "jws-base64", e => e["header"]!["x5c"]![2] = "AB==" },
        { "jws-base64", e => e["header"]![EnvelopeLab.Timestamp] = "*" },
        { "jws-member-type", e => e["header"]![EnvelopeLab.Timestamp] = 5 },
    };

    [Theory]
    [MemberData(nameof(BadEnvelopes), DisableDiscoveryEnumeration = true)]
    public void C1_A16_Envelope_of_the_wrong_form(string rule, Action<JsonObject> change) =>
        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws(EnvelopeLab.JwsHeader(), change), rule);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"x\"")]
    [InlineData("{\"payload\":")]
    public void C1_Bytes_that_are_no_envelope(string text) =>
        Assert.False(SignatureEnvelope.Verify(Jws, Encoding.UTF8.GetBytes(text)).IsValid);

    [Fact]
    public void C1_Compact_and_general_serialization()
    {
        var envelope = JsonNode.Parse(EnvelopeLab.Jws(EnvelopeLab.JwsHeader()))!;
        var compact = $"{envelope["protected"]}.{envelope["payload"]}.{envelope["signature"]}";
        EnvelopeLab.AssertRefused(Jws, Encoding.ASCII.GetBytes(compact), "jws-json");
        var general = new JsonObject
        {
            ["payload"] = envelope["payload"]!.DeepClone(),
            ["signatures"] = new JsonArray(new JsonObject
            {
                ["protected"] = envelope["protected"]!.DeepClone(),
                ["header"] = envelope["header"]!.DeepClone(),
                ["signature"] = envelope["signature"]!.DeepClone(),
            }),
        };
        EnvelopeLab.AssertRefused(Jws, Encoding.UTF8.GetBytes(general.ToJsonString()), "jws-member-unknown");
    }

    [Theory]
    [InlineData("[1,2]")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("\"\\ud800\"")]
    public void Signing_agent_never_fails(string value)
    {
        var envelope = Encoding.UTF8.GetString(EnvelopeLab.Jws(EnvelopeLab.JwsHeader())).Replace("\"lab\"", value, StringComparison.Ordinal);
        Assert.Null(EnvelopeLab.AssertValid(Jws, Encoding.UTF8.GetBytes(envelope)).SigningAgent);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void An_empty_timestamp_counts_as_absent(string? value) => Assert.Null(EnvelopeLab.AssertValid(
        Jws, EnvelopeLab.Jws(EnvelopeLab.JwsHeader(), e => e["header"]![EnvelopeLab.Timestamp] = value)).TimestampToken);

    [Fact]
    public void Unknown_unsigned_headers_are_ignored_and_white_space_means_nothing()
    {
        var envelope = EnvelopeLab.Jws(EnvelopeLab.JwsHeader(), e => e["header"]!["kid"] = "x");
        var indented = JsonNode.Parse(envelope)!.ToJsonString(new() { WriteIndented = true });
        EnvelopeLab.AssertValid(Jws, Encoding.UTF8.GetBytes(indented + "\n"));
    }

    [Theory]
    [InlineData("2026-01-31 00:00:00Z")]
    [InlineData("2026-01-31t00:00:00z")]
    [InlineData("2026-01-31T00:00:00")]
    [InlineData("2026-01-31T00:00Z")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-01-31T24:00:00Z")]
    [InlineData("2026-01-31T23:59:60Z")]
    [InlineData("2026-01-31T00:00:00.Z")]
    [InlineData("2026-01-31T00:00:00,5Z")]
    [InlineData("2026-01-31T00:00:00+0800")]
    [InlineData("2026-01-31T00:00:00+08:60")]
    [InlineData("2026-01-31T00:00:00+24:00")]
    [InlineData("2026-01-31T00:00:00Z ")]
    [InlineData("0001-01-01T00:00:00+08:00")]
    [InlineData("2026-1-31T00:00:00Z")]
    [InlineData("١٩٩٩-01-31T00:00:00Z")]
    [InlineData("1769817600")]
    [InlineData("")]
    public void C1_Time_that_is_not_RFC_3339(string time)
    {
        var header = EnvelopeLab.JwsHeader();
        header[EnvelopeLab.Time] = time;
        EnvelopeLab.AssertRefused(Jws, EnvelopeLab.Jws(header), "time-malformed");
    }

    [Theory]
    [InlineData("2026-01-31T00:00:00.5Z", "2026-01-31T00:00:00.5000000Z")]
    [InlineData("2026-01-31T00:00:00.123456789123Z", "2026-01-31T00:00:00.1234567Z")]
    [InlineData("2026-01-31T00:00:00-08:00", "2026-01-31T08:00:00.0000000Z")]
    [InlineData("2026-01-31T00:00:00+05:45", "2026-01-30T18:15:00.0000000Z")]
    public void Times_with_fractions_and_offsets_are_read(string time, string utc)
    {
        var header = EnvelopeLab.JwsHeader();
        header[EnvelopeLab.Time] = time;
        Assert.Equal(utc, EnvelopeLab.AssertValid(Jws, EnvelopeLab.Jws(header)).SigningTime.UtcDateTime.ToString("O"));
    }

    private static void Repeat(JsonObject envelope, int count) => envelope["header"]!["x5c"] =
        new JsonArray([.. Enumerable.Range(0, count).Select(_ => envelope["header"]!["x5c"]![0]!.DeepClone())]);

    private static void AppendByte(JsonObject envelope) => envelope["header"]!["x5c"]![0] =
        Convert.ToBase64String([.. EnvelopeLab.Signer.Certificates[0].Span, 0]);

    private static void AsPem(JsonObject envelope) => envelope["header"]!["x5c"]![0] = Convert.ToBase64String(Encoding.ASCII.GetBytes(
        $"-----BEGIN CERTIFICATE-----\n{Convert.ToBase64String(EnvelopeLab.Signer.Certificates[0].Span)}\n-----END CERTIFICATE-----\n"));
}
