using System.Formats.Cbor;
using System.Text;
using System.Text.Json.Nodes;
using Signet.Signatures.Envelopes;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>C6: one signing scheme passed off as the other, and times that do not fit the scheme. Both formats.</summary>
public sealed class SchemeAttackTests
{
    private const string X509 = "notary.x509";
    private const string Authority = "notary.x509.signingAuthority";

    /// <summary>Scheme, signing time, authentic signing time, expiry (seconds after the usual time; null for absent), crit, rule.</summary>
    public static TheoryData<string?, int?, int?, int?, string[], string> Cases() => new()
    {
        { X509, 0, null, null, [EnvelopeLab.Scheme], "" },
        { X509, 0, null, 1, [EnvelopeLab.Scheme, EnvelopeLab.Expiry], "" },
        { Authority, null, 0, null, [EnvelopeLab.Scheme, EnvelopeLab.AuthenticTime], "" },
        { Authority, null, 0, 1, [EnvelopeLab.AuthenticTime, EnvelopeLab.Expiry, EnvelopeLab.Scheme], "" },

        { X509, null, 0, null, [EnvelopeLab.Scheme], "time-of-other-scheme" },
        { X509, null, 0, null, [EnvelopeLab.Scheme, EnvelopeLab.AuthenticTime], "time-of-other-scheme" },
        { X509, 0, 0, null, [EnvelopeLab.Scheme], "time-of-other-scheme" },
        { X509, 0, 0, null, [EnvelopeLab.Scheme, EnvelopeLab.AuthenticTime], "time-of-other-scheme" },
        { Authority, 0, null, null, [EnvelopeLab.Scheme], "time-of-other-scheme" },
        { Authority, 0, 0, null, [EnvelopeLab.Scheme, EnvelopeLab.AuthenticTime], "time-of-other-scheme" },

        { X509, null, null, null, [EnvelopeLab.Scheme], "time-missing" },
        { Authority, null, null, null, [EnvelopeLab.Scheme], "time-missing" },
        { Authority, null, 0, null, [EnvelopeLab.Scheme], "crit-missing" },
        { Authority, null, 0, null, [EnvelopeLab.AuthenticTime], "crit-missing" },
        { Authority, null, 0, 1, [EnvelopeLab.Scheme, EnvelopeLab.AuthenticTime], "crit-missing" },
        { X509, 0, null, null, [EnvelopeLab.AuthenticTime], "crit-not-present" },

        { null, 0, null, null, [EnvelopeLab.Scheme], "scheme-missing" },
        { "", 0, null, null, [EnvelopeLab.Scheme], "scheme-unknown" },
        { "notary.x509.", 0, null, null, [EnvelopeLab.Scheme], "scheme-unknown" },
        { "NOTARY.X509", 0, null, null, [EnvelopeLab.Scheme], "scheme-unknown" },
        { "notary.x509.signingauthority", null, 0, null, [EnvelopeLab.Scheme, EnvelopeLab.AuthenticTime], "scheme-unknown" },
        { "notary.x509 ", 0, null, null, [EnvelopeLab.Scheme], "scheme-unknown" },

        { X509, 0, null, 0, [EnvelopeLab.Scheme, EnvelopeLab.Expiry], "expiry-not-after-signing" },
        { X509, 0, null, -1, [EnvelopeLab.Scheme, EnvelopeLab.Expiry], "expiry-not-after-signing" },
        { Authority, null, 0, 0, [EnvelopeLab.Scheme, EnvelopeLab.AuthenticTime, EnvelopeLab.Expiry], "expiry-not-after-signing" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void C6_Scheme_and_times(string? scheme, int? signing, int? authentic, int? expiry, string[] critical, string rule)
    {
        var jws = new JsonObject
        {
            ["alg"] = "ES256", ["cty"] = NotaryMediaTypes.Payload, ["crit"] = new JsonArray([.. critical.Select(c => (JsonNode)c)]),
        };
        List<(object Label, Action<CborWriter> Value)> cose =
        [
            (1, w => w.WriteInt32(-7)), (2, w => EnvelopeLab.WriteLabels(w, [.. critical])),
            (3, w => w.WriteTextString(NotaryMediaTypes.Payload)),
        ];
        if (scheme is not null)
        {
            jws[EnvelopeLab.Scheme] = scheme;
            cose.Add((EnvelopeLab.Scheme, w => w.WriteTextString(scheme)));
        }

        foreach (var (name, offset) in ((string, int?)[])
            [(EnvelopeLab.Time, signing), (EnvelopeLab.AuthenticTime, authentic), (EnvelopeLab.Expiry, expiry)])
        {
            if (offset is { } seconds)
            {
                var time = EnvelopeLab.SigningTime.AddSeconds(seconds);
                jws[name] = time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null);
                cose.Add((name, w => EnvelopeLab.WriteTime(w, time.ToUnixTimeSeconds())));
            }
        }

        if (rule.Length == 0)
        {
            EnvelopeLab.AssertValid(NotaryMediaTypes.Jws, EnvelopeLab.Jws(jws));
            EnvelopeLab.AssertValid(NotaryMediaTypes.Cose, EnvelopeLab.Cose(cose));
        }
        else
        {
            EnvelopeLab.AssertRefused(NotaryMediaTypes.Jws, EnvelopeLab.Jws(jws), rule);
            EnvelopeLab.AssertRefused(NotaryMediaTypes.Cose, EnvelopeLab.Cose(cose), rule);
        }
    }

    [Fact]
    public void C6_Time_zero_is_no_time()
    {
        var jws = EnvelopeLab.JwsHeader();
        jws[EnvelopeLab.Time] = "0001-01-01T00:00:00Z";
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Jws, EnvelopeLab.Jws(jws), "time-missing");
        var cose = EnvelopeLab.CoseHeader();
        cose[3] = (EnvelopeLab.Time, w => EnvelopeLab.WriteTime(w, DateTimeOffset.MinValue.ToUnixTimeSeconds()));
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Cose, EnvelopeLab.Cose(cose), "time-missing");
    }

    /// <summary>The header is exchanged for one of the other scheme; the signature is not made again.</summary>
    [Fact]
    public void C6_Scheme_swapped_under_an_existing_signature()
    {
        var one = JsonNode.Parse(EnvelopeLab.Jws(EnvelopeLab.JwsHeader()))!;
        one["protected"] = JsonNode.Parse(EnvelopeLab.Jws(EnvelopeLab.JwsHeader(Authority)))!["protected"]!.DeepClone();
        EnvelopeLab.AssertRefused(
            NotaryMediaTypes.Jws, Encoding.UTF8.GetBytes(one.ToJsonString()), "signature-mismatch", EnvelopeFaultKind.SignatureMismatch);

        byte[]? signature = null;
        EnvelopeLab.Cose(
            EnvelopeLab.Map(EnvelopeLab.CoseHeader()), EnvelopeLab.Map(EnvelopeLab.UnprotectedHeader()), sign: data => signature = EnvelopeLab.Signer.Sign(data));
        var swapped = EnvelopeLab.Cose(
            EnvelopeLab.Map(EnvelopeLab.CoseHeader(Authority)), EnvelopeLab.Map(EnvelopeLab.UnprotectedHeader()), sign: _ => signature!);
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Cose, swapped, "signature-mismatch", EnvelopeFaultKind.SignatureMismatch);
    }
}
