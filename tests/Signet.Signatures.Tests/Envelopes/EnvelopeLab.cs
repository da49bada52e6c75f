using System.Buffers.Text;
using System.Formats.Cbor;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Signatures.Envelopes;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>
/// Makes envelopes that the library would not: every part can be replaced before the whole is signed with a good key.
/// COSE is written with System.Formats.Cbor, so that no fault of ours can hide itself.
/// </summary>
internal static class EnvelopeLab
{
    public const string Scheme = "io.cncf.notary.signingScheme";
    public const string Time = "io.cncf.notary.signingTime";
    public const string AuthenticTime = "io.cncf.notary.authenticSigningTime";
    public const string Expiry = "io.cncf.notary.expiry";
    public const string Plugin = "io.cncf.notary.verificationPlugin";
    public const string MinVersion = "io.cncf.notary.verificationPluginMinVersion";
    public const string Timestamp = "io.cncf.notary.timestampSignature";
    public const string Agent = "io.cncf.notary.signingAgent";

    public const string Payload =
        """{"targetArtifact":{"digest":"sha256:60043cf45eaebc4c0867fea485a039b598f52fd09fd5b07b0b2d2f88fad9d74e","mediaType":"application/vnd.oci.image.manifest.v1+json","size":528}}""";

    public static TestChain Signer => TestChain.Of(KeySpec.Ec256);

    public static DateTimeOffset SigningTime { get; } = new(2026, 1, 31, 0, 0, 0, TimeSpan.Zero);

    public static EnvelopeRequest Request { get; } = new()
    {
        Payload = Encoding.UTF8.GetBytes(Payload),
        SigningTime = SigningTime,
        SigningAgent = "signet/test",
    };

    /// <summary>A protected header that holds, for the scheme given.</summary>
    public static JsonObject JwsHeader(string scheme = "notary.x509") => scheme == "notary.x509"
        ? new()
        {
            ["alg"] = "ES256", ["crit"] = new JsonArray(Scheme), ["cty"] = NotaryMediaTypes.Payload,
            [Scheme] = scheme, [Time] = "2026-01-31T00:00:00Z",
        }
        : new()
        {
            ["alg"] = "ES256", ["crit"] = new JsonArray(Scheme, AuthenticTime), ["cty"] = NotaryMediaTypes.Payload,
            [Scheme] = scheme, [AuthenticTime] = "2026-01-31T00:00:00Z",
        };

    public static byte[] Jws(JsonObject protectedHeader, Action<JsonObject>? change = null, string payload = Payload) =>
        Jws(protectedHeader.ToJsonString(), change, payload);

    /// <summary>Signs any protected header; <paramref name="change"/> edits the envelope afterwards.</summary>
    public static byte[] Jws(
        string protectedHeader,
        Action<JsonObject>? change = null,
        string payload = Payload,
        Func<byte[], byte[]>? sign = null,
        IReadOnlyList<ReadOnlyMemory<byte>>? chain = null)
    {
        var encodedHeader = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(protectedHeader));
        var encodedPayload = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
        var toBeSigned = Encoding.ASCII.GetBytes($"{encodedHeader}.{encodedPayload}");
        var envelope = new JsonObject
        {
            ["payload"] = encodedPayload,
            ["protected"] = encodedHeader,
            ["header"] = new JsonObject
            {
                ["x5c"] = new JsonArray([.. (chain ?? Signer.Certificates).Select(c => (JsonNode)Convert.ToBase64String(c.Span))]),
                [Agent] = "lab",
            },
            ["signature"] = Base64Url.EncodeToString(sign is null ? Signer.Sign(toBeSigned) : sign(toBeSigned)),
        };
        change?.Invoke(envelope);
        return Encoding.UTF8.GetBytes(envelope.ToJsonString());
    }

    /// <summary>Protected header entries that hold, each a key and the writer of its value, in the order to write.</summary>
    public static List<(object Label, Action<CborWriter> Value)> CoseHeader(string scheme = "notary.x509")
    {
        var time = scheme == "notary.x509" ? Time : AuthenticTime;
        return
        [
            (1, w => w.WriteInt32(-7)),
            (2, w => WriteLabels(w, scheme == "notary.x509" ? [Scheme] : [Scheme, AuthenticTime])),
            (3, w => w.WriteTextString(NotaryMediaTypes.Payload)),
            (time, w => WriteTime(w, SigningTime.ToUnixTimeSeconds())),
            (Scheme, w => w.WriteTextString(scheme)),
        ];
    }

    public static void WriteTime(CborWriter writer, long seconds)
    {
        writer.WriteTag((CborTag)1);
        writer.WriteInt64(seconds);
    }

    public static void WriteLabels(CborWriter writer, params object[] labels)
    {
        writer.WriteStartArray(labels.Length);
        foreach (var label in labels)
        {
            WriteLabel(writer, label);
        }

        writer.WriteEndArray();
    }

    public static void WriteLabel(CborWriter writer, object label)
    {
        if (label is int number)
        {
            writer.WriteInt32(number);
        }
        else
        {
            writer.WriteTextString((string)label);
        }
    }

    /// <summary>Encodes a map as it is, duplicates included.</summary>
    public static byte[] Map(IEnumerable<(object Label, Action<CborWriter> Value)> entries)
    {
        var list = entries.ToList();
        var writer = new CborWriter(CborConformanceMode.Lax);
        writer.WriteStartMap(list.Count);
        foreach (var (label, value) in list)
        {
            WriteLabel(writer, label);
            value(writer);
        }

        writer.WriteEndMap();
        return writer.Encode();
    }

    public static byte[] Cose(
        List<(object Label, Action<CborWriter> Value)> protectedHeader,
        List<(object Label, Action<CborWriter> Value)>? unprotected = null,
        string payload = Payload) => Cose(Map(protectedHeader), Map(unprotected ?? UnprotectedHeader()), payload);

    public static List<(object Label, Action<CborWriter> Value)> UnprotectedHeader(
        IReadOnlyList<ReadOnlyMemory<byte>>? chain = null) =>
    [
        (33, w => WriteChain(w, chain ?? Signer.Certificates)),
        (Agent, w => w.WriteTextString("lab")),
    ];

    public static void WriteChain(CborWriter writer, IReadOnlyList<ReadOnlyMemory<byte>> certificates)
    {
        writer.WriteStartArray(certificates.Count);
        foreach (var certificate in certificates)
        {
            writer.WriteByteString(certificate.Span);
        }

        writer.WriteEndArray();
    }

    public static byte[] Cose(
        byte[] protectedHeader, byte[] unprotected, string payload = Payload, Func<byte[], byte[]>? sign = null)
    {
        var toBeSigned = new CborWriter();
        toBeSigned.WriteStartArray(4);
        toBeSigned.WriteTextString("Signature1");
        toBeSigned.WriteByteString(protectedHeader);
        toBeSigned.WriteByteString([]);
        toBeSigned.WriteByteString(Encoding.UTF8.GetBytes(payload));
        toBeSigned.WriteEndArray();

        var writer = new CborWriter(CborConformanceMode.Lax);
        writer.WriteTag((CborTag)18);
        writer.WriteStartArray(4);
        writer.WriteByteString(protectedHeader);
        writer.WriteEncodedValue(unprotected);
        writer.WriteByteString(Encoding.UTF8.GetBytes(payload));
        writer.WriteByteString(sign is null ? Signer.Sign(toBeSigned.Encode()) : sign(toBeSigned.Encode()));
        writer.WriteEndArray();
        return writer.Encode();
    }

    /// <summary>Asserts that the envelope is refused for the rule named.</summary>
    public static void AssertRefused(string mediaType, byte[] envelope, string rule, EnvelopeFaultKind kind = EnvelopeFaultKind.Malformed)
    {
        var result = SignatureEnvelope.Verify(mediaType, envelope);
        Assert.False(result.IsValid, "the envelope was accepted");
        Assert.Equal((kind, rule), (result.Fault.Kind, result.Fault.Rule));
    }

    public static EnvelopeContent AssertValid(string mediaType, byte[] envelope)
    {
        var result = SignatureEnvelope.Verify(mediaType, envelope);
        Assert.True(result.IsValid, result.Fault?.ToString());
        return result.Content;
    }
}
