using System.Text;
using Signet.Signatures.Envelopes;
using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>
/// C12: every bit of a valid envelope turned, one at a time; inside the certificates two bits of each byte, or the test
/// would take ten seconds. Only the timestamp and the signing agent, which no format signs, may change without making the
/// envelope invalid.
/// </summary>
public sealed class BitFlipTests
{
    [Theory]
    [InlineData(NotaryMediaTypes.Jws)]
    [InlineData(NotaryMediaTypes.Cose)]
    public async Task C12_Every_bit_of_a_valid_envelope(string mediaType)
    {
        byte[] token = [0x30, 0x03, 0x02, 0x01, 0x05];
        using var signer = PkiLab.SigningChain(2).CreateProvider();
        var request = EnvelopeLab.Request with
        {
            Expiry = EnvelopeLab.SigningTime.AddDays(1),
            ExtendedAttributes = [new("com.example.note", "x", false)],
            Timestamp = (_, _) => new(token),
        };
        var envelope = await SignatureEnvelope.SignAsync(mediaType, request, signer, TestContext.Current.CancellationToken);
        var original = EnvelopeLab.AssertValid(mediaType, envelope);
        var unsigned = UnsignedRegions(mediaType, envelope, token);
        var certificates = CertificateRegion(mediaType, envelope, original);
        var survivors = 0;
        Parallel.For(0, envelope.Length * 8, bit =>
        {
            if (bit / 8 >= certificates.Start.Value && bit / 8 < certificates.End.Value && (bit + (bit / 8)) % 4 != 0)
            {
                return;
            }

            var changed = (byte[])envelope.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var result = SignatureEnvelope.Verify(mediaType, changed);
            if (result.IsValid)
            {
                Assert.True(
                    unsigned.Any(region => bit / 8 >= region.Start.Value && bit / 8 < region.End.Value),
                    $"bit {bit % 8} of byte {bit / 8} may change: {Around(envelope, bit / 8)}");
                AssertSameSignedContent(original, result.Content);
                Interlocked.Increment(ref survivors);
            }
        });
        Assert.InRange(survivors, 1, unsigned.Sum(region => (region.End.Value - region.Start.Value) * 8));
    }

    /// <summary>Names and values of the two unsigned attributes, with the length bytes before them.</summary>
    private static Range[] UnsignedRegions(string mediaType, byte[] envelope, byte[] token)
    {
        var (timestampEnd, agentEnd) = mediaType == NotaryMediaTypes.Jws
            ? (Encoding.ASCII.GetBytes(Convert.ToBase64String(token)), Encoding.ASCII.GetBytes(EnvelopeLab.Request.SigningAgent!))
            : (token, Encoding.ASCII.GetBytes(EnvelopeLab.Request.SigningAgent!));
        return [Region(envelope, EnvelopeLab.Timestamp, timestampEnd), Region(envelope, EnvelopeLab.Agent, agentEnd)];
    }

    private static Range CertificateRegion(string mediaType, byte[] envelope, EnvelopeContent content)
    {
        int IndexOf(byte[] der) => envelope.AsSpan().IndexOf(
            mediaType == NotaryMediaTypes.Jws ? Encoding.ASCII.GetBytes(Convert.ToBase64String(der)) : der);
        var last = content.CertificateChain[^1].RawData;
        var start = IndexOf(content.CertificateChain[0].RawData);
        Assert.True(start > 0);
        return start..(IndexOf(last) + last.Length);
    }

    private static Range Region(byte[] envelope, string name, byte[] value)
    {
        var start = envelope.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name));
        var end = start + envelope.AsSpan(start).IndexOf(value) + value.Length;
        Assert.InRange(end - start, name.Length + value.Length, name.Length + value.Length + 3);
        return start..end;
    }

    private static void AssertSameSignedContent(EnvelopeContent original, EnvelopeContent content)
    {
        Assert.Equal(original.Payload.ToArray(), content.Payload.ToArray());
        Assert.Equal(original.Signature.ToArray(), content.Signature.ToArray());
        Assert.Equal(
            (original.ContentType, original.Algorithm, original.Scheme, original.SigningTime, original.Expiry, original.VerificationPlugin),
            (content.ContentType, content.Algorithm, content.Scheme, content.SigningTime, content.Expiry, content.VerificationPlugin));
        Assert.Equal(original.ExtendedAttributes, content.ExtendedAttributes);
        Assert.Equal(original.CertificateChain.Select(c => c.Thumbprint), content.CertificateChain.Select(c => c.Thumbprint));
    }

    private static string Around(byte[] envelope, int at) =>
        Encoding.Latin1.GetString(envelope, Math.Max(0, at - 20), Math.Min(40, envelope.Length - Math.Max(0, at - 20)));
}
