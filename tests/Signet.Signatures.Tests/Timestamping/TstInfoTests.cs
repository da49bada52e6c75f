using System.Numerics;
using System.Security.Cryptography;
using Signet.TestKit.Timestamping;

namespace Signet.Signatures.Tests.Timestamping;

/// <summary>What an authority states (TSTInfo), and the message around it.</summary>
public sealed class TstInfoTests
{
    [Theory]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public void Every_field_is_read(string hash)
    {
        var token = TimestampLab.Token(hash: new(hash));
        var read = TimestampLab.Read(token with
        {
            Info = token.Info with { Nonce = [0, 0x80, 1], SerialNumber = 0xABCD, Ordering = true, Time = "20260601120000.125Z" },
        });
        Assert.Equal(TimestampLab.Time.AddMilliseconds(125), read.Time);
        Assert.Equal(TimeSpan.Zero, read.Time.Offset);
        Assert.Equal(TimeSpan.FromSeconds(1), read.Accuracy);
        Assert.Equal((read.Time.AddSeconds(-1), read.Time.AddSeconds(1)), (read.EarliestTime, read.LatestTime));
        Assert.Equal(hash, read.ImprintHash.Name);
        Assert.Equal(CryptographicOperations.HashData(new HashAlgorithmName(hash), TimestampLab.Signature), read.Imprint.ToArray());
        Assert.Equal("2.999.3161.1", read.Policy);
        Assert.Equal("abcd", read.SerialNumber);
        Assert.Equal([0, 0x80, 1], read.Nonce!.Value.ToArray());
        Assert.Equal(2, read.Certificates.Count);
        Assert.Null(TimestampLab.Read(token).Nonce);
    }

    public static TheoryData<string, int?, int?, int?, string, double> Accuracies => new()
    {
        { "sum", 1, 500, 100, "2.999.1", 1.5001 },
        { "seconds", 59, null, null, "2.999.1", 59 },
        { "thousandths", null, 1, null, "2.999.1", 0.001 },
        { "millionths", null, null, 999, "2.999.1", 0.000999 },
        { "none", null, null, null, "2.999.1", 0 },
        { "zero", 0, 0, 0, "2.999.1", 0 },
        { "none under the baseline policy", null, null, null, LabTstInfo.BaselinePolicy, 1 },
        { "zero under the baseline policy", 0, null, null, LabTstInfo.BaselinePolicy, 1 },
        { "its own under the baseline policy", null, 20, null, LabTstInfo.BaselinePolicy, 0.02 },
        { "a day", 24 * 60 * 60, null, null, "2.999.1", 24 * 60 * 60 },
    };

    [Theory]
    [MemberData(nameof(Accuracies))]
    public void Accuracy_is_the_sum_of_its_parts(string what, int? seconds, int? millis, int? micros, string policy, double expected)
    {
        Assert.NotEmpty(what);
        var token = TimestampLab.WithInfo(i => i with { Policy = policy, Accuracy = (seconds, millis, micros) });
        Assert.Equal(TimeSpan.FromTicks((long)Math.Round(expected * TimeSpan.TicksPerSecond)), TimestampLab.Read(token).Accuracy);
        TimestampLab.AssertValid(token);
    }

    [Fact]
    public void Accuracy_left_out_is_none_but_under_the_baseline_policy()
    {
        Assert.Equal(TimeSpan.Zero, TimestampLab.Read(TimestampLab.WithInfo(i => i with { Accuracy = null })).Accuracy);
        Assert.Equal(TimeSpan.FromSeconds(1), TimestampLab.Read(TimestampLab.WithInfo(
            i => i with { Accuracy = null, Policy = LabTstInfo.BaselinePolicy })).Accuracy);
    }

    public static TheoryData<string, string, Func<LabTstInfo, LabTstInfo>> BrokenInfos => new()
    {
        { "version 2", "tst-info-version", i => i with { Version = 2 } },
        { "SHA-1", "imprint-hash", i => i with { HashOid = LabTstInfo.Sha1, Imprint = new byte[20] } },
        { "SHA3-256", "imprint-hash", i => i with { HashOid = "2.16.840.1.101.3.4.2.8" } },
        { "imprint too short", "tst-info", i => i with { Imprint = new byte[31] } },
        { "imprint of another size of hash", "tst-info", i => i with { HashOid = LabTstInfo.Sha384 } },
        { "C8 another imprint", "imprint", i => i with { Imprint = new byte[32] } },
        { "negative serial number", "tst-info", i => i with { SerialNumber = -1 } },
        { "endless serial number", "tst-info", i => i with { SerialNumber = BigInteger.One << 1000 } },
        { "time in another zone", "gen-time", i => i with { Time = "20260601140000+0200" } },
        { "local time", "gen-time", i => i with { Time = "20260601120000" } },
        { "time without seconds", "gen-time", i => i with { Time = "202606011200Z" } },
        { "time with a zero too many", "gen-time", i => i with { Time = "20260601120000.10Z" } },
        { "13th month", "gen-time", i => i with { Time = "20261301120000Z" } },
        { "year 1", "gen-time", i => i with { Time = "00010101000000Z" } },
        { "year 9999", "gen-time", i => i with { Time = "99991231235959Z" } },
        { "1969", "gen-time", i => i with { Time = "19691231235959Z" } },
        { "negative seconds", "accuracy", i => i with { Accuracy = (-1, null, null) } },
        { "more than a day", "accuracy", i => i with { Accuracy = ((24 * 60 * 60) + 1, null, null) } },
        { "endless seconds", "accuracy", i => i with { Accuracy = (BigInteger.One << 200, null, null) } },
        { "1000 thousandths", "accuracy", i => i with { Accuracy = (1, 1000, null) } },
        { "negative millionths", "accuracy", i => i with { Accuracy = (1, null, -1) } },
        { "critical extension", "tst-info-extension", i => i with { Extensions = [("2.999.1", false), ("2.999.2", true)] } },
        { "something after the end", "tst-info", i => i with { Trailer = [5, 0] } },
    };

    [Theory]
    [MemberData(nameof(BrokenInfos))]
    public void Broken_statements_are_refused(string what, string rule, Func<LabTstInfo, LabTstInfo> change)
    {
        Assert.NotEmpty(what);
        TimestampLab.AssertFault(rule, TimestampLab.WithInfo(change));
    }

    public static TheoryData<string, Func<LabTstInfo, LabTstInfo>> GoodInfos => new()
    {
        { "no parameters of the hash", i => i with { HasNullParameters = false } },
        { "a negative nonce", i => i with { Nonce = [0x80] } },
        { "ordering said to be false", i => i with { Ordering = false } },
        { "the authority's name", i => i with { Authority = [0x82, 3, (byte)'t', (byte)'s', (byte)'a'] } },
        { "extensions nobody needs to know", i => i with { Extensions = [("2.999.1", false), ("1.3.6.1.5.5.7.1.3", false)] } },
        { "a tenth of a microsecond", i => i with { Time = "20260601120000.1234567Z" } },
    };

    [Theory]
    [MemberData(nameof(GoodInfos))]
    public void Unusual_statements_verify(string what, Func<LabTstInfo, LabTstInfo> change)
    {
        Assert.NotEmpty(what);
        TimestampLab.AssertValid(TimestampLab.WithInfo(change));
    }

    public static TheoryData<string, string, Func<LabToken, LabToken>> BrokenMessages => new()
    {
        { "no signed message", "content-type", t => t with { ContentInfoType = "1.2.840.113549.1.7.1" } },
        { "content that is data", "content-type", t => t with { ContentType = "1.2.840.113549.1.7.1" } },
        { "version 1", "signed-data-version", t => t with { Version = 1 } },
        { "version 5", "signed-data-version", t => t with { Version = 5 } },
        { "C8 no certificates", "signer-certificate", t => t with { Certificates = [] } },
        { "a certificate that is none", "token-certificates", t => t with { Certificates = [[0x30, 3, 2, 1, 5]] } },
        { "an attribute certificate", "token-certificates", t => t with { Certificates = [.. Good(t), [0xA2, 2, 5, 0]] } },
        { "more certificates than the limit", "token-certificates", t => t with { Certificates = [.. Enumerable.Repeat(Good(t)[0], SignatureLimits.TimestampCertificates + 1)] } },
        { "bytes after the end", "malformed", t => t with { Change = b => [.. b, 0] } },
        { "cut short", "malformed", t => t with { Change = b => b[..^1] } },
        { "nothing", "malformed", t => t with { Change = _ => [] } },
        { "more bytes than the limit", "too-large", t => t with { Change = b => [.. b, .. new byte[SignatureLimits.TimestampBytes]] } },
    };

    [Theory]
    [MemberData(nameof(BrokenMessages))]
    public void Broken_messages_are_refused(string what, string rule, Func<LabToken, LabToken> change)
    {
        Assert.NotEmpty(what);
        TimestampLab.AssertFault(rule, change(TimestampLab.Token()));
    }

    public static TheoryData<string, Func<LabToken, LabToken>> GoodMessages => new()
    {
        { "revocation lists, which are passed over", t => t with { Crls = [[0x30, 0], [0xA1, 2, 5, 0]] } },
        { "the root among the certificates", t => t with { Certificates = [.. Good(t), t.Chain.Root.Der.ToArray()] } },
        { "certificates in another order", t => t with { Certificates = [.. Good(t).Reverse()] } },
        { "a stranger's certificate", t => t with { Certificates = [.. Good(t), TestKit.Pki.PkiLab.SigningChain(1).Leaf.Der.ToArray()] } },
        { "a certificate twice", t => t with { Certificates = [.. Good(t), .. Good(t)] } },
    };

    [Theory]
    [MemberData(nameof(GoodMessages))]
    public void Unusual_messages_verify(string what, Func<LabToken, LabToken> change)
    {
        Assert.NotEmpty(what);
        TimestampLab.AssertValid(change(TimestampLab.Token()));
        TimestampLab.AssertValid(change(TimestampLab.Token()) with { IsBer = true });
    }

    /// <summary>The same message in DER and in the loosest BER reads the same.</summary>
    [Fact]
    public void Ber_and_der_read_the_same()
    {
        var der = TimestampLab.Read(TimestampLab.Token());
        var ber = TimestampLab.Read(TimestampLab.Token() with { IsBer = true });
        Assert.Equal((der.Time, der.Accuracy, der.SerialNumber), (ber.Time, ber.Accuracy, ber.SerialNumber));
        Assert.True(ber.Encoded.Length > der.Encoded.Length);
        Assert.Equal(0x80, ber.Encoded.Span[1]);
    }

    private static byte[][] Good(LabToken token) => [.. token.Chain.Members.SkipLast(1).Select(m => m.Der.ToArray())];
}
