using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation;
using Signet.TestKit.Revocation;
using static Signet.Signatures.Tests.Revocation.Ocsp.OcspLab;

namespace Signet.Signatures.Tests.Revocation.Ocsp;

/// <summary>Responses that are not what RFC 6960 says, or too large, or made by a fuzzer (attack C9).</summary>
public sealed class OcspFormatTests
{
    public static TheoryData<string> MalformedRows => [.. Malformed.Keys];

    private static Dictionary<string, (byte[] Response, string Message)> Malformed { get; } = new()
    {
        ["empty"] = ([], "malformed"),
        ["not ASN.1"] = ("<html>404</html>"u8.ToArray(), "malformed"),
        ["status without a response"] = (LabOcsp.Error(0), "malformed"),
        ["error with something after it"] = ([.. LabOcsp.Error(3), 0], "malformed"),
        ["error with a response"] = ([0x30, 5, 0x0A, 1, 3, 5, 0], "malformed"),
        ["status of two bytes"] = ([0x30, 4, 0x0A, 2, 1, 0], "out of range"),
        ["status below zero"] = ([0x30, 3, 0x0A, 1, 0xFF], "out of range"),
        ["indefinite length"] = ([0x30, 0x80, 0x0A, 1, 3, 0, 0], "malformed"),
        ["length not the shortest"] = ([0x30, 0x81, 3, 0x0A, 1, 3], "malformed"),
        ["something after it"] = ([.. Sign(Direct), 0], "malformed"),
        ["another response type"] = (Sign(Direct with { ResponseType = "2.999.1" }), "response type 2.999.1 is not supported"),
        ["version 2"] = (Sign(Direct with { Version = 1 }), "version is not known"),
        ["version below zero"] = (Sign(Direct with { Version = -1 }), "version is not known"),
        ["time with fractions"] = (Sign(Direct with { ProducedAtText = "20250101000000.5Z" }), "not written to the second"),
        ["time with an offset"] = (Sign(Direct with { ProducedAtText = "20250101000000+0000" }), "not written to the second"),
        ["time without seconds"] = (Sign(Direct with { ProducedAtText = "202501010000Z" }), "not written to the second"),
        ["time that is none"] = (Sign(Direct with { ProducedAtText = "20251301000000Z" }), "malformed"),
        ["time of letters"] = (Sign(Direct with { ProducedAtText = "abcdefghijklmnZ"[..15] }), "malformed"),
        ["C9 critical extension of the answer"] = (
            Sign(Direct, Good with { Extensions = [new("2.999.1", [5, 0], true)] }), "critical extension 2.999.1 is not supported"),
        ["C9 critical extension of the response"] = (
            Sign(Direct with { Extensions = [new("2.999.1", [5, 0], true)] }), "critical extension 2.999.1 is not supported"),
        ["C9 critical nonce"] = (
            Sign(Direct with { Extensions = [new("1.3.6.1.5.5.7.48.1.2", [4, 1, 7], true)] }), "is not supported"),
        ["extension twice"] = (
            Sign(Direct with { Extensions = [new("2.999.1", [5, 0], false), new("2.999.1", [5, 0], false)] }), "occurs twice"),
        ["C9 too many extensions"] = (
            Sign(Direct with { Extensions = [.. Enumerable.Range(1, 17).Select(Unknown)] }), "limit of 16 extensions"),
        ["C9 too many certificates"] = (
            Sign(Direct with { Certificates = [.. Enumerable.Repeat(Responder.Certificate, 9)] }), "limit of 8 certificates"),
        ["C9 too many answers"] = (
            (Direct with { Answers = [.. Enumerable.Repeat(Good, 129)] }).Sign(Issuer), "limit of 128 answers"),
    };

    [Theory]
    [MemberData(nameof(MalformedRows))]
    public void MalformedOrUnsupported_IsNoStatus(string row) =>
        AssertRefused(RevocationFailure.Malformed, Malformed[row].Message, Evaluate(Malformed[row].Response));

    [Fact]
    public void UpToTheLimits_IsGood()
    {
        AssertGood(Evaluate(Direct with { Extensions = [.. Enumerable.Range(1, 16).Select(Unknown)] }));
        AssertGood(Evaluate(Delegated with { Certificates = [.. Enumerable.Repeat(Responder.Certificate, 8)] }));
        AssertGood(Evaluate((Direct with { Answers = [.. Enumerable.Repeat(Good, 128)] }).Sign(Issuer)));
        AssertGood(Evaluate(Direct, Good with { Extensions = [Unknown(1)] }));
    }

    [Fact]
    public void NoAnswers_IsAboutAnotherCertificate() =>
        AssertRefused(RevocationFailure.NotAuthentic, "another certificate", Evaluate(Direct.Sign(Issuer)));

    [Fact]
    public void C9_Oversize_IsRefusedUnread()
    {
        AssertRefused(RevocationFailure.TooLarge, "limit of 65536", Evaluate(new byte[SignatureLimits.OcspResponseBytes + 1]));
        AssertRefused(RevocationFailure.Malformed, "malformed", Evaluate(new byte[SignatureLimits.OcspResponseBytes]));
    }

    [Theory]
    [InlineData(false, 30)]
    [InlineData(true, 60)]
    public void C9_SomethingMoreAtTheEndOfAnyPart_IsRefused(bool isDelegated, int leastParts)
    {
        var recipe = isDelegated ? Delegated : Direct;
        var response = Sign(
            recipe with { Version = 0, Extensions = [Unknown(1)] }, Revoked with { Reason = 1, Extensions = [Unknown(2)] });
        Assert.Equal(RevocationStatus.Revoked, Evaluate(response).Status);
        var parts = 0;
        foreach (var changed in WithOneMoreElement(response))
        {
            parts++;
            Assert.True(Evaluate(changed).Status == RevocationStatus.Unknown, $"{parts}: {Convert.ToHexString(changed)}");
        }

        // Each SEQUENCE, SET and explicit tag; the writer of this test finds them all or is broken.
        Assert.InRange(parts, leastParts, 2 * leastParts);
    }

    [Fact]
    public void C9_SignatureOfAnotherResponse_IsRefused()
    {
        var good = Sign(Delegated);
        var revoked = Sign(Delegated, Revoked with { RevokedAt = Now });
        var from = good.AsSpan().IndexOf(Responder.Certificate.RawData);
        var to = revoked.AsSpan().IndexOf(Responder.Certificate.RawData);
        // A signature of 64 to 72 bytes ends where the certificates begin, eight bytes of headers before the first.
        foreach (var length in Enumerable.Range(60, 20))
        {
            var changed = (byte[])revoked.Clone();
            good.AsSpan(from - 8 - length, length).CopyTo(changed.AsSpan(to - 8 - length));
            Assert.NotEqual(RevocationStatus.Good, Evaluate(changed).Status);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void C9_EveryBitOfAResponse_Turned_LeavesNoStatus(bool isDelegated)
    {
        var response = Sign(isDelegated ? Delegated : Direct, Revoked with { Reason = 1, InvalidityDate = Now.AddYears(-1) });
        var survivors = new List<int>();
        for (var bit = 0; bit < response.Length * 8; bit++)
        {
            // Inside the certificate two bits of each byte.
            if (isDelegated && bit / 8 > response.Length / 2 && (bit + (bit / 8)) % 4 != 0)
            {
                continue;
            }

            var changed = (byte[])response.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            var answer = Evaluate(changed, signingTime: Now.AddYears(-1));
            Assert.NotEqual(RevocationStatus.Good, answer.Status);
            if (answer.Status != RevocationStatus.Unknown)
            {
                survivors.Add(bit);
            }
        }

        Assert.Empty(survivors);
    }

    [Fact]
    public void C9_EveryTruncation_LeavesNoStatus()
    {
        var response = Sign(Delegated);
        for (var length = 0; length < response.Length; length++)
        {
            Assert.Equal(RevocationFailure.Malformed, Evaluate(response[..length]).Failure);
        }
    }

    [Fact]
    public void C9_RandomBytesAndRandomChanges_NeverThrow_AndNeverPass()
    {
        var random = new Random(3);
        var response = Sign(Delegated, Revoked);
        for (var i = 0; i < 20_000; i++)
        {
            var changed = (byte[])response.Clone();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            Assert.NotEqual(RevocationStatus.Good, Evaluate(changed).Status);
            var noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            Assert.Equal(RevocationFailure.Malformed, Evaluate(noise).Failure);
        }
    }

    [Fact]
    public void C9_NestingOfThirtyThousandLevels_IsMalformed()
    {
        // Each level is a header of four bytes around the next.
        var nested = new byte[60_000];
        for (var at = 0; at + 4 <= nested.Length; at += 4)
        {
            var rest = nested.Length - at - 4;
            (nested[at], nested[at + 1], nested[at + 2], nested[at + 3]) = (0x30, 0x82, (byte)(rest >> 8), (byte)rest);
        }

        AssertRefused(RevocationFailure.Malformed, "malformed", Evaluate(nested));
    }

    private static byte[] Sign(LabOcsp response, LabOcspAnswer? answer = null) => response.Add(answer ?? Good).Sign(Issuer);

    private static X509Extension Unknown(int number) => new($"2.999.{number}", [5, 0], critical: false);

    /// <summary>The DER once for each constructed element in it, also in the OCTET STRING, with a NULL added at its end.</summary>
    private static IEnumerable<byte[]> WithOneMoreElement(ReadOnlyMemory<byte> der)
    {
        var reader = new AsnReader(der, AsnEncodingRules.DER);
        var tag = reader.PeekTag();
        var content = reader.PeekContentBytes();
        var isBasic = tag == Asn1Tag.PrimitiveOctetString && content.Length > 100;
        if (!tag.IsConstructed && !isBasic)
        {
            yield break;
        }

        yield return Rebuild(tag, [.. content.ToArray(), 5, 0]);
        var children = new AsnReader(content, AsnEncodingRules.DER);
        var before = 0;
        while (children.HasData)
        {
            var child = children.ReadEncodedValue();
            foreach (var changed in WithOneMoreElement(child))
            {
                yield return Rebuild(
                    tag, [.. content[..before].ToArray(), .. changed, .. content[(before + child.Length)..].ToArray()]);
            }

            before += child.Length;
        }
    }

    private static byte[] Rebuild(Asn1Tag tag, byte[] content)
    {
        var first = (byte)(((int)tag.TagClass) | (tag.IsConstructed ? 0x20 : 0) | tag.TagValue);
        byte[] length = content.Length switch
        {
            < 0x80 => [(byte)content.Length],
            < 0x100 => [0x81, (byte)content.Length],
            _ => [0x82, (byte)(content.Length >> 8), (byte)content.Length],
        };
        return [first, .. length, .. content];
    }
}
