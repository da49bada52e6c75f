using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Signet.Signatures.Envelopes;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>A4 and A16: sizes, depths and noise. Nothing throws, nothing is taken.</summary>
public sealed class HostileInputTests
{
    [Fact]
    public void A4_Envelope_beyond_the_size_limit()
    {
        var blank = new byte[SignatureLimits.EnvelopeBytes + 1];
        blank.AsSpan().Fill((byte)' ');
        foreach (var mediaType in (string[])[NotaryMediaTypes.Jws, NotaryMediaTypes.Cose])
        {
            EnvelopeLab.AssertRefused(mediaType, blank, "envelope-size");
            EnvelopeLab.AssertRefused(mediaType, [], "envelope-empty");
            Assert.Equal("envelope-size", SignatureEnvelope.ReadWithoutVerifying(mediaType, blank).Fault?.Rule);
        }

        var envelope = EnvelopeLab.Jws(EnvelopeLab.JwsHeader());
        EnvelopeLab.AssertValid(NotaryMediaTypes.Jws, [.. envelope, .. blank.AsSpan(0, SignatureLimits.EnvelopeBytes - envelope.Length)]);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void A4_JSON_nested_without_end(string open, string close)
    {
        var bomb = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Jws, Encoding.UTF8.GetBytes(bomb), "jws-json");
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Jws, Encoding.UTF8.GetBytes($"{{\"header\":{bomb}}}"), "jws-json");
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Jws, EnvelopeLab.Jws(EnvelopeLab.JwsHeader(), payload: $"{{\"x\":{bomb}}}"), "jws-payload-json");
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Jws, EnvelopeLab.Jws($"{{\"x\":{bomb}}}"), "jws-protected-json");
    }

    [Fact]
    public void A4_More_attributes_than_may_be()
    {
        var jws = EnvelopeLab.JwsHeader();
        var cose = EnvelopeLab.CoseHeader();
        for (var i = 0; i <= SignatureLimits.CborItems; i++)
        {
            jws[$"x{i}"] = "";
            cose.Add(($"x{i}", w => w.WriteNull()));
        }

        EnvelopeLab.AssertRefused(NotaryMediaTypes.Jws, EnvelopeLab.Jws(jws), "attribute-count");
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Cose, EnvelopeLab.Cose(cose), "cose-cbor");

        var critical = EnvelopeLab.JwsHeader();
        critical["crit"] = new JsonArray([.. Enumerable.Range(0, SignatureLimits.CborItems + 1).Select(i => (JsonNode)$"x{i}")]);
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Jws, EnvelopeLab.Jws(critical), "crit-malformed");
    }

    [Fact]
    public void A4_CBOR_nested_or_announced_without_end()
    {
        var deep = Enumerable.Repeat((byte)0x81, 100_000).Append((byte)0).ToArray();
        EnvelopeLab.AssertRefused(
            NotaryMediaTypes.Cose, EnvelopeLab.Cose([.. EnvelopeLab.CoseHeader(), ("x", w => w.WriteEncodedValue(deep))]), "cose-cbor");
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Cose, [0xD2, .. deep], "cose-structure");
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Cose, [0xD2, 0x84, 0x40, 0xBA, 0x7F, 0xFF, 0xFF, 0xFF], "cose-cbor");
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Cose, [0xD2, 0x84, 0x5B, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "cose-cbor");
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Cose, [.. Enumerable.Repeat((byte)0xD2, 1000)], "cose-cbor");
    }

    [Fact]
    public void A4_A16_Mutated_envelopes_never_throw_and_never_change_what_is_signed()
    {
        var seeds = Seeds().ToArray();
        var config = Config.QuickThrowOnFailure.WithMaxTest(1500);
        Check.One(config, Prop.ForAll(Gen.Choose(0, seeds.Length - 1).Zip(ArbMap.Default.GeneratorFor<int>()).ToArbitrary(), pair =>
        {
            var (mediaType, envelope) = seeds[pair.Item1];
            var mutant = Mutate(envelope, new Random(pair.Item2));
            var verified = SignatureEnvelope.Verify(mediaType, mutant);
            _ = SignatureEnvelope.ReadWithoutVerifying(mediaType, mutant);
            return !verified.IsValid || Encoding.UTF8.GetString(verified.Content.Payload.Span) == EnvelopeLab.Payload;
        }));
    }

    /// <summary>
    /// Mutants of the parts that are encoded inside others, each encoded again, so that the mutation reaches the inner
    /// parser; the signature is made over what results.
    /// </summary>
    [Fact]
    public void A4_A16_Mutated_headers_and_certificates_under_a_good_signature_never_throw()
    {
        var jws = EnvelopeLab.JwsHeader().ToJsonString();
        var cose = EnvelopeLab.Map(EnvelopeLab.CoseHeader());
        var unprotected = EnvelopeLab.Map(EnvelopeLab.UnprotectedHeader());
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(ArbMap.Default.GeneratorFor<int>().ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var header = Encoding.Latin1.GetString(Mutate(Encoding.Latin1.GetBytes(jws), random));
            _ = SignatureEnvelope.Verify(NotaryMediaTypes.Jws, EnvelopeLab.Jws(header));
            _ = SignatureEnvelope.Verify(NotaryMediaTypes.Cose, EnvelopeLab.Cose(Mutate(cose, random), unprotected));

            ReadOnlyMemory<byte>[] chain = [.. EnvelopeLab.Signer.Certificates];
            var at = random.Next(chain.Length);
            chain[at] = Mutate(chain[at].ToArray(), random);
            var mutant = SignatureEnvelope.Verify(NotaryMediaTypes.Jws, EnvelopeLab.Jws(jws, chain: chain));
            _ = SignatureEnvelope.ReadWithoutVerifying(NotaryMediaTypes.Jws, EnvelopeLab.Jws(jws, chain: chain));
            return !mutant.IsValid || mutant.Content.CertificateChain[at].RawData.AsSpan().SequenceEqual(EnvelopeLab.Signer.Certificates[at].Span);
        }));
    }

    private static IEnumerable<(string MediaType, byte[] Envelope)> Seeds()
    {
        foreach (var scheme in (string[])["notary.x509", "notary.x509.signingAuthority"])
        {
            yield return (NotaryMediaTypes.Jws, EnvelopeLab.Jws(EnvelopeLab.JwsHeader(scheme)));
            yield return (NotaryMediaTypes.Cose, EnvelopeLab.Cose(EnvelopeLab.CoseHeader(scheme)));
        }
    }

    private static byte[] Mutate(byte[] seed, Random random)
    {
        var bytes = seed.ToList();
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2 when length < bytes.Count:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length));
                    break;
                case 4:
                    bytes.Reverse(at, length);
                    break;
                default:
                    bytes.InsertRange(at, "{}[]\",:\\u0000null"u8.ToArray().AsSpan(0, random.Next(1, 16)));
                    break;
            }
        }

        return [.. bytes];
    }
}
