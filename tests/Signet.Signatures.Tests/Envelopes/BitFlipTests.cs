using System.Text;
using Signet.Signatures.Envelopes;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>
/// C12: every bit of a valid envelope turned, one at a time. Only the timestamp and the signing agent, which no format
/// signs, may change without making the envelope invalid.
/// </summary>
public sealed class BitFlipTests
{
    public static TheoryData<string, SigningScheme> Envelopes() => new()
    {
        { NotaryMediaTypes.Jws, SigningScheme.X509 },
        { NotaryMediaTypes.Cose, SigningScheme.X509 },
        { NotaryMediaTypes.Cose, SigningScheme.X509SigningAuthority },
    };

    [Theory]
    [MemberData(nameof(Envelopes))]
    public async Task C12_Every_bit_of_a_valid_envelope(string mediaType, SigningScheme scheme)
    {
        byte[] token = [0x30, 0x03, 0x02, 0x01, 0x05];
        var request = EnvelopeLab.Request with
        {
            Scheme = scheme,
            Expiry = EnvelopeLab.SigningTime.AddDays(1),
            ExtendedAttributes = [new("com.example.note", "x", false)],
            Timestamp = (_, _) => new(token),
        };
        var envelope = await SignatureEnvelope.SignAsync(
            mediaType, request, EnvelopeLab.Signer, TestContext.Current.CancellationToken);
        var original = EnvelopeLab.AssertValid(mediaType, envelope);
        var unsigned = UnsignedRegions(mediaType, envelope, token);
        var survivors = 0;
        Parallel.For(0, envelope.Length * 8, bit =>
        {
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
