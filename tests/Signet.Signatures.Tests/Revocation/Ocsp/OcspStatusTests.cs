using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;
using static Signet.Signatures.Tests.Revocation.Ocsp.OcspLab;

namespace Signet.Signatures.Tests.Revocation.Ocsp;

/// <summary>What authentic responses mean: status, reasons, times, invalidity date.</summary>
public sealed class OcspStatusTests
{
    private static readonly DateTimeOffset Invalid = new(2025, 3, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, int, string> ErrorStatuses => new()
    {
        { nameof(RevocationFailure.Malformed), 1, "malformedRequest" },
        { nameof(RevocationFailure.Unreachable), 2, "internalError" },
        { nameof(RevocationFailure.Unreachable), 3, "tryLater" },
        { nameof(RevocationFailure.Malformed), 4, "unknown response status 4" },
        { nameof(RevocationFailure.Malformed), 5, "sigRequired" },
        { nameof(RevocationFailure.Unreachable), 6, "unauthorized" },
        { nameof(RevocationFailure.Malformed), 7, "unknown response status 7" },
    };

    [Fact]
    public void Good_HasItsTimes()
    {
        var answer = Evaluate(Direct);
        AssertGood(answer);
        Assert.Equal((Good.ThisUpdate, Good.NextUpdate), (answer.ThisUpdate, answer.NextUpdate));
        Assert.Null(answer.Revocation);
        Assert.Null(answer.ResponderToCheck);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(0, "unspecified")]
    [InlineData(1, "keyCompromise")]
    [InlineData(2, "cACompromise")]
    [InlineData(3, "affiliationChanged")]
    [InlineData(4, "superseded")]
    [InlineData(5, "cessationOfOperation")]
    [InlineData(6, "certificateHold")]
    [InlineData(7, "reason 7")]
    [InlineData(9, "privilegeWithdrawn")]
    [InlineData(10, "aACompromise")]
    [InlineData(99, "reason 99")]
    public void Revoked_ForAnyReason_HoldIncluded(int? reason, string? name)
    {
        var answer = Evaluate(Direct, Revoked with { Reason = reason });
        Assert.Equal((RevocationStatus.Revoked, null), (answer.Status, answer.Failure));
        Assert.Equal(new RevocationEvent(Revoked.RevokedAt, name, null), answer.Revocation);
        Assert.StartsWith("revoked on 2025-06-01 00:00:00 UTC", answer.Message, StringComparison.Ordinal);
        Assert.Contains(name ?? "UTC", answer.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RevokedInTheFuture_IsRevoked() => Assert.Equal(
        RevocationStatus.Revoked, Evaluate(Direct, Revoked with { RevokedAt = Now.AddYears(1) }).Status);

    [Fact]
    public void RemoveFromCrl_RevokesNothing_AndIsNoGoodEither() => AssertRefused(
        RevocationFailure.Malformed, "removeFromCRL", Evaluate(Direct, Revoked with { Reason = 8 }));

    [Fact]
    public void Unknown_IsNoStatus_AndHasItsTimes()
    {
        var answer = Evaluate(Direct, Good with { Status = LabOcspStatus.Unknown });
        AssertRefused(RevocationFailure.StatusUnknown, "does not know the certificate", answer);
        Assert.Equal(Good.NextUpdate, answer.NextUpdate);
    }

    [Theory]
    [MemberData(nameof(ErrorStatuses))]
    public void ErrorStatus_IsNoStatus(string failure, int status, string message) =>
        AssertRefused(Enum.Parse<RevocationFailure>(failure), message, Evaluate(LabOcsp.Error(status)));

    [Theory]
    [InlineData("no signing time", null, true)]
    [InlineData("a second before", -1, false)]
    [InlineData("at the same time", 0, true)]
    [InlineData("a second after", 1, true)]
    public void InvalidityDate_SavesOnlyWhatWasSignedBeforeIt(string row, int? seconds, bool isRevoked)
    {
        var answer = Evaluate(
            Direct, Revoked with { InvalidityDate = Invalid, Reason = 1 }, signingTime: seconds is { } s ? Invalid.AddSeconds(s) : null);
        Assert.True(isRevoked == (answer.Status == RevocationStatus.Revoked), row);
        Assert.True(isRevoked != (answer.Status == RevocationStatus.Good), row);
        Assert.Equal(new RevocationEvent(Revoked.RevokedAt, "keyCompromise", Invalid), answer.Revocation);
        Assert.Equal(!isRevoked, answer.Message.Contains("before the invalidity date of 2025-03-01 00:00:00 UTC", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0500")]
    [InlineData("170D3235303330313030303030305A")] // UTCTime
    [InlineData("180F32303939303330313030303030305A00")] // something after it
    [InlineData("181032303939303330313030303030302E5A")]
    [InlineData("180F32303939393930313030303030305A")] // month 99
    public void InvalidityDate_Malformed_IsIgnored_SoItIsRevoked(string value)
    {
        var extension = new X509Extension("2.5.29.24", Convert.FromHexString(value), critical: false);
        var answer = Evaluate(Direct, Revoked with { Extensions = [extension] }, signingTime: Invalid);
        Assert.Equal(RevocationStatus.Revoked, answer.Status);
        Assert.Null(answer.Revocation!.InvalidityDate);
    }

    [Fact]
    public void InvalidityDate_InAGoodAnswer_ChangesNothing() =>
        AssertGood(Evaluate(Direct, Good with { InvalidityDate = Invalid }, signingTime: Invalid.AddDays(1)));

    public static TheoryData<string, string, string> Times => new()
    {
        // row, producedAt; thisUpdate; nextUpdate in seconds from now, failure and message
        { "fresh", "-60;-60;60", "" },
        { "nextUpdate just now", "-60;-60;0", "" },
        { "C9 stale by a second", "-60;-60;-1", "Stale:expired on 2026-03-01 11:59:59 UTC" },
        { "C9 no nextUpdate", "-60;-60;", "Stale:no nextUpdate" },
        { "nextUpdate before thisUpdate", "-60;-60;-61", "Malformed:nextUpdate is before its thisUpdate" },
        { "clock ahead by five minutes", "300;300;600", "" },
        { "C9 producedAt in the future", "301;-60;600", "Stale:producedAt of 2026-03-01 12:05:01 UTC is in the future" },
        { "C9 thisUpdate in the future", "-60;301;600", "Stale:thisUpdate of 2026-03-01 12:05:01 UTC is in the future" },
        { "signed long after it was known", "-60;-864000;60", "" },
        { "known after it was signed", "-3600;-60;60", "Malformed:thisUpdate is after its producedAt" },
        { "known a little after it was signed", "-300;0;60", "" },
    };

    [Theory]
    [MemberData(nameof(Times))]
    public void Freshness(string row, string times, string expected)
    {
        DateTimeOffset? At(int i) => times.Split(';')[i] is { Length: > 0 } text ? Now.AddSeconds(int.Parse(text)) : null;
        foreach (var status in new[] { Good, Revoked })
        {
            var answer = Evaluate(
                Direct with { ProducedAt = At(0)!.Value }, status with { ThisUpdate = At(1)!.Value, NextUpdate = At(2) });
            if (expected.Length == 0)
            {
                Assert.True(answer.Failure is null, $"{row}: {answer.Message}");
                continue;
            }

            AssertRefused(Enum.Parse<RevocationFailure>(expected.Split(':', 2)[0]), expected.Split(':', 2)[1], answer);
        }
    }

    [Fact]
    public void TimesAtTheEndsOfTheCalendar_AreHeldToTheSameRules()
    {
        var begin = DateTimeOffset.MinValue;
        var end = new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);
        AssertGood(Evaluate(Direct with { ProducedAt = begin }, Good with { ThisUpdate = begin, NextUpdate = end }));
        AssertRefused(RevocationFailure.Stale, "future", Evaluate(Direct with { ProducedAt = end }, Good with { ThisUpdate = end }));
    }

    [Theory]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    [InlineData("SHA384")]
    [InlineData("SHA512")]
    public void CertificateId_WithAnyKnownHash_IsRecognized(string hash)
    {
        var id = LabOcspId.Of(Leaf.Certificate, Issuer.Certificate, new HashAlgorithmName(hash));
        AssertGood(Evaluate(Direct, Good with { Id = id }));
        AssertGood(Evaluate(Direct, Good with { Id = id with { HasNoParameters = true } }));
    }

    [Fact]
    public void AnswerAmongOthers_IsFound()
    {
        var other = Revoked with { Id = Good.Id with { SerialNumber = new byte[] { 1, 2, 3 } } };
        AssertGood(Evaluate(Direct.Add(other).Add(Good).Add(other).Sign(Issuer)));
        Assert.Equal(RevocationStatus.Revoked, Evaluate(
            Direct.Add(Good with { Id = other.Id }).Add(Revoked).Sign(Issuer)).Status);
    }

    [Fact]
    public void SeveralAnswersAboutTheCertificate_MustAgree()
    {
        var second = LabOcspId.Of(Leaf.Certificate, Issuer.Certificate, HashAlgorithmName.SHA256);
        AssertGood(Evaluate(Direct.Add(Good).Add(Good with { Id = second }).Sign(Issuer)));
        foreach (var other in new[] { Revoked, Good with { Status = LabOcspStatus.Unknown }, Good with { NextUpdate = Now } })
        {
            AssertRefused(
                RevocationFailure.Malformed, "contradicts itself", Evaluate(Direct.Add(Good).Add(other).Sign(Issuer)));
            AssertRefused(
                RevocationFailure.Malformed, "contradicts itself", Evaluate(Direct.Add(other with { Id = second }).Add(Good).Sign(Issuer)));
        }
    }

    [Theory]
    [InlineData(LabKeyKind.Rsa2048, "SHA256", false)]
    [InlineData(LabKeyKind.Rsa3072, "SHA384", true)]
    [InlineData(LabKeyKind.P384, "SHA384", false)]
    [InlineData(LabKeyKind.P521, "SHA512", false)]
    public void SignatureAlgorithms_AsForCertificates(LabKeyKind key, string hash, bool isPss)
    {
        var issuer = PkiLab.Issue(LabRecipe.Authority("root.ocsp.example.com") with { Key = key }, null);
        var leaf = PkiLab.Issue(LabRecipe.Leaf(), issuer, slot: 1);
        var response = Direct with { Hash = new HashAlgorithmName(hash), IsSignedWithPss = isPss };
        var der = response.Add(Good with { Id = LabOcspId.Of(leaf.Certificate, issuer.Certificate) }).Sign(issuer);
        AssertGood(Signatures.Revocation.Ocsp.OcspValidator.Evaluate(der, leaf.Certificate, issuer.Certificate, Now, null));
    }
}
