using System.Text;
using Signet.Signatures.Envelopes;

namespace Signet.Signatures.Tests.Envelopes;

public sealed class RoundTripTests
{
    public static TheoryData<string, KeySpec, SigningScheme> Everything()
    {
        var data = new TheoryData<string, KeySpec, SigningScheme>();
        foreach (var mediaType in (string[])[NotaryMediaTypes.Jws, NotaryMediaTypes.Cose])
        {
            foreach (var keySpec in Enum.GetValues<KeySpec>())
            {
                foreach (var scheme in Enum.GetValues<SigningScheme>())
                {
                    data.Add(mediaType, keySpec, scheme);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Everything))]
    public async Task What_is_signed_reads_back(string mediaType, KeySpec keySpec, SigningScheme scheme)
    {
        var signer = TestChain.Of(keySpec);
        byte[] token = [0x30, 0x03, 1, 2, 3];
        ReadOnlyMemory<byte> timestamped = default;
        var request = EnvelopeLab.Request with
        {
            Scheme = scheme,
            SigningTime = new DateTimeOffset(2026, 2, 3, 4, 5, 6, 789, TimeSpan.FromHours(-8)),
            Expiry = new DateTimeOffset(2026, 3, 3, 4, 5, 6, 999, TimeSpan.FromHours(5.5)),
            SigningAgent = "signet/0.1 <a+b&c> \u2028é😀",
            ExtendedAttributes =
            [
                new("z", "text <&>+", false), new("A", 42L, false), new("pi", 3.25, false), new("yes", true, false),
                new("nothing", null, false), new(EnvelopeLab.Plugin, "example", true), new(EnvelopeLab.MinVersion, "1.0.0", true),
                new("mine", "known to the plugin", true),
            ],
            Timestamp = (signature, _) =>
            {
                timestamped = signature;
                return new(token);
            },
        };

        var envelope = await SignatureEnvelope.SignAsync(mediaType, request, signer, TestContext.Current.CancellationToken);
        var content = EnvelopeLab.AssertValid(mediaType, envelope);

        Assert.Equal(mediaType, content.MediaType);
        Assert.Equal(EnvelopeLab.Payload, Encoding.UTF8.GetString(content.Payload.Span));
        Assert.Equal(NotaryMediaTypes.Payload, content.ContentType);
        Assert.Same(signer.Algorithm, content.Algorithm);
        Assert.Equal(scheme, content.Scheme);
        Assert.Equal(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(-8)), content.SigningTime);
        Assert.Equal(mediaType == NotaryMediaTypes.Jws ? TimeSpan.FromHours(-8) : TimeSpan.Zero, content.SigningTime.Offset);
        Assert.Equal(new DateTimeOffset(2026, 3, 3, 4, 5, 6, TimeSpan.FromHours(5.5)), content.Expiry);
        Assert.Equal(signer.Certificates.Select(c => c.ToArray()), content.CertificateChain.Select(c => c.RawData));
        Assert.Equal(token, content.TimestampToken?.ToArray());
        Assert.Equal(content.Signature.ToArray(), timestamped.ToArray());
        Assert.Equal("signet/0.1 <a+b&c> \u2028é😀", content.SigningAgent);
        Assert.Equal("example", content.VerificationPlugin);
        Assert.Equal("1.0.0", content.VerificationPluginMinVersion);
        Assert.Equal(
            request.ExtendedAttributes.OrderBy(a => a.Key, StringComparer.Ordinal),
            content.ExtendedAttributes.OrderBy(a => a.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(NotaryMediaTypes.Jws)]
    [InlineData(NotaryMediaTypes.Cose)]
    public async Task The_smallest_request_reads_back(string mediaType)
    {
        var request = EnvelopeLab.Request with { SigningAgent = null };
        var envelope = await SignatureEnvelope.SignAsync(
            mediaType, request, EnvelopeLab.Signer, TestContext.Current.CancellationToken);
        var content = EnvelopeLab.AssertValid(mediaType, envelope);
        Assert.Null(content.Expiry);
        Assert.Null(content.SigningAgent);
        Assert.Null(content.TimestampToken);
        Assert.Null(content.VerificationPlugin);
        Assert.Empty(content.ExtendedAttributes);
    }

    [Theory]
    [InlineData(NotaryMediaTypes.Jws)]
    [InlineData(NotaryMediaTypes.Cose)]
    public async Task The_other_format_refuses_it(string mediaType)
    {
        var envelope = await SignatureEnvelope.SignAsync(
            mediaType, EnvelopeLab.Request, EnvelopeLab.Signer, TestContext.Current.CancellationToken);
        var other = mediaType == NotaryMediaTypes.Jws ? NotaryMediaTypes.Cose : NotaryMediaTypes.Jws;
        Assert.False(SignatureEnvelope.Verify(other, envelope).IsValid);
        EnvelopeLab.AssertRefused("application/json", envelope, "envelope-media-type");
    }

    [Fact]
    public async Task Cose_keeps_integer_labels_and_encoded_values()
    {
        ReadOnlyMemory<byte> nested = new byte[] { 0x82, 0x01, 0xA1, 0x61, 0x61, 0x02 };
        var request = EnvelopeLab.Request with
        {
            ExtendedAttributes =
            [
                new("-70000", "number", false) { IsIntegerLabel = true }, new("-70000", "text", false), new("nested", nested, false),
            ],
        };
        var content = EnvelopeLab.AssertValid(NotaryMediaTypes.Cose, await SignatureEnvelope.SignAsync(
            NotaryMediaTypes.Cose, request, EnvelopeLab.Signer, TestContext.Current.CancellationToken));
        Assert.Equal("number", content.ExtendedAttributes.Single(a => a.IsIntegerLabel).Value);
        Assert.Equal("text", content.ExtendedAttributes.Single(a => a is { Key: "-70000", IsIntegerLabel: false }).Value);
        Assert.Equal(nested.ToArray(), ((ReadOnlyMemory<byte>)content.ExtendedAttributes.Single(a => a.Key == "nested").Value!).ToArray());
    }

    [Fact]
    public async Task Reading_without_verifying_shows_what_verifying_refuses()
    {
        var envelope = await SignatureEnvelope.SignAsync(
            NotaryMediaTypes.Cose, EnvelopeLab.Request, EnvelopeLab.Signer, TestContext.Current.CancellationToken);
        envelope[^1] ^= 1;
        Assert.False(SignatureEnvelope.Verify(NotaryMediaTypes.Cose, envelope).IsValid);
        var read = SignatureEnvelope.ReadWithoutVerifying(NotaryMediaTypes.Cose, envelope);
        Assert.Equal("signet/test", read.Content?.SigningAgent);
    }
}
