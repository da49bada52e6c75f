using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation;
using Signet.Signatures.Revocation.Crl;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;
using static Signet.Signatures.Tests.Revocation.Crl.CrlLab;

namespace Signet.Signatures.Tests.Revocation.Crl;

/// <summary>What makes a list usable, and what it then says.</summary>
public sealed class CrlValidatorTests
{
    private static readonly DateTimeOffset Signed = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, (LabCrl List, string Outcome)> Lists = new()
    {
        ["good"] = (new(), "Good"),
        ["other entries only"] = (new LabCrl().Revoke(new LabCrlEntry { SerialNumber = new byte[] { 1, 2, 3 } }), "Good"),
        ["revoked"] = (With(), "Revoked"),
        ["key compromise"] = (With(reason: 1), "Revoked"),
        ["hold"] = (With(reason: 6), "Revoked"),
        ["a reason the RFC does not have"] = (With(reason: 7), "Revoked"),
        ["removal outside a delta"] = (With(reason: 8), "Malformed"),
        ["removal, and a revocation after it"] = (With(reason: 8).Revoke(Leaf), "Revoked"),
        ["revoked, behind others"] = (
            new LabCrl { Entries = [new() { SerialNumber = new byte[] { 5 } }, LabCrlEntry.For(Leaf)] }, "Revoked"),

        ["expired"] = (new() { NextUpdate = Now.AddSeconds(-1) }, "Stale"),
        ["at its last moment"] = (new() { NextUpdate = Now }, "Good"),
        ["no nextUpdate"] = (new() { NextUpdate = null }, "Stale"),
        ["expired, revoked"] = (With() with { NextUpdate = Now.AddSeconds(-1) }, "Revoked"),
        ["expired, hold"] = (With(reason: 6) with { NextUpdate = Now.AddSeconds(-1) }, "Stale"),
        ["from the future"] = (new() { ThisUpdate = Now.AddMinutes(6) }, "Stale"),
        ["from a clock that is ahead"] = (new() { ThisUpdate = Now.AddMinutes(4) }, "Good"),

        ["version 1"] = (new() { Version = null, HasNoExtensions = true }, "Malformed"),
        ["version 1 with extensions"] = (new() { Version = null }, "Malformed"),
        ["version 2 without extensions"] = (new() { HasNoExtensions = true }, "Good"),
        ["version 3"] = (new() { Version = 2 }, "Malformed"),
        ["other algorithm inside"] = (new() { HasOtherAlgorithmInside = true }, "Malformed"),
        ["broken signature"] = (new() { HasBrokenSignature = true }, "NotAuthentic"),
        ["broken signature, revoked"] = (With() with { HasBrokenSignature = true }, "NotAuthentic"),
        ["signed with SHA-1"] = (new() { Hash = HashAlgorithmName.SHA1 }, "NotAuthentic"),
        ["signed with SHA-384"] = (new() { Hash = HashAlgorithmName.SHA384 }, "Good"),
        ["another issuer's name"] = (new() { IssuerName = PkiLab.Name(("2.5.4.3", "other.example.com")) }, "NotAuthentic"),
        ["another key identifier"] = (new() { AuthorityKeyId = new byte[] { 1 } }, "Good"),
        ["a delta in place of a list"] = (new() { DeltaOf = 1, Number = 2 }, "Malformed"),

        ["unknown critical extension"] = (new() { Extensions = [Extension(critical: true)] }, "Malformed"),
        ["unknown critical extension, revoked"] = (With() with { Extensions = [Extension(critical: true)] }, "Malformed"),
        ["unknown extension"] = (new() { Extensions = [Extension(critical: false)] }, "Good"),
        ["critical number"] = (new() { Number = null, Extensions = [new("2.5.29.20", [2, 1, 1], true)] }, "Malformed"),
        ["critical freshestCRL"] = (
            new() { Extensions = [new(LabExtensions.Freshest, LabExtensions.FreshestCrl(new LabCrlPoint(DeltaUrl)).RawData, true)] },
            "Malformed"),
        ["an extension twice"] = (new() { Extensions = [Extension(false), Extension(false)] }, "Malformed"),
        ["a negative number"] = (new() { Number = -1 }, "Malformed"),
        ["an endless number"] = (new() { Number = System.Numerics.BigInteger.Pow(2, 200) }, "Malformed"),
        ["malformed scope"] = (new() { Extensions = [new("2.5.29.28", [0x30, 2, 5, 0], true)] }, "Malformed"),
        ["a delta announced"] = (new() { DeltaAddresses = [DeltaUrl] }, "Incomplete"),
        ["a delta announced, revoked"] = (With() with { DeltaAddresses = [DeltaUrl] }, "Revoked"),
        ["a delta announced, hold"] = (With(reason: 6) with { DeltaAddresses = [DeltaUrl] }, "Revoked"),

        ["entry with unknown critical extension"] = (WithEntryExtension(Extension(critical: true)), "Malformed"),
        ["entry with unknown extension"] = (WithEntryExtension(Extension(critical: false)), "Revoked"),
        ["entry of another issuer"] = (WithEntryExtension(new X509Extension("2.5.29.29", [0x30, 0], true)), "Malformed"),
        ["another's entry with unknown critical extension"] = (
            new LabCrl().Revoke(new LabCrlEntry { SerialNumber = new byte[] { 9 }, Extensions = [Extension(true)] }), "Good"),
        ["entry with a malformed reason"] = (WithEntryExtension(new X509Extension("2.5.29.21", [2, 1, 1], false)), "Malformed"),
        ["entry with a long reason"] = (WithEntryExtension(new X509Extension("2.5.29.21", [0x0A, 2, 1, 1], false)), "Malformed"),
        ["entry with a malformed invalidity date"] = (WithEntryExtension(new X509Extension("2.5.29.24", [0x18, 1, 0x31], false)), "Malformed"),
        ["entry with bytes after the invalidity date"] = (
            WithEntryExtension(new X509Extension("2.5.29.24", [0x18, 0x0F, .. "20250101000000Z"u8, 5, 0], false)), "Malformed"),
        ["entry with two reasons"] = (
            WithEntryExtension(new X509Extension("2.5.29.21", [0x0A, 1, 1], false), new X509Extension("2.5.29.21", [0x0A, 1, 8], false)), "Malformed"),
    };

    public static TheoryData<string> ListNames => [.. Lists.Keys];

    [Theory]
    [MemberData(nameof(ListNames))]
    public void List(string name) => Assert.Equal(Lists[name].Outcome, Outcome(Ask(Lists[name].List)));

    private static readonly Dictionary<string, (LabCrlScope Scope, string ForLeaf, string ForAuthority)> Scopes = new()
    {
        ["empty"] = (new(), "Good", "Good"),
        ["users"] = (new() { OnlyUserCertificates = true }, "Good", "NotAuthentic"),
        ["authorities"] = (new() { OnlyAuthorityCertificates = true }, "NotAuthentic", "Good"),
        ["attributes"] = (new() { OnlyAttributeCertificates = true }, "NotAuthentic", "NotAuthentic"),
        ["this point"] = (new() { Addresses = ["http://x.example.com/", Url] }, "Good", "Good"),
        ["another point"] = (new() { Addresses = ["http://x.example.com/"] }, "NotAuthentic", "NotAuthentic"),
        ["a relative name"] = (new() { IsRelative = true }, "NotAuthentic", "NotAuthentic"),
        ["indirect"] = (new() { IsIndirect = true }, "Malformed", "Malformed"),
        ["another point, not critical"] = (
            new() { Addresses = ["http://x.example.com/"], IsCritical = false }, "NotAuthentic", "NotAuthentic"),
    };

    public static TheoryData<string> ScopeNames => [.. Scopes.Keys];

    [Theory]
    [MemberData(nameof(ScopeNames))]
    public void C10_Scope(string name)
    {
        var (scope, forLeaf, forAuthority) = Scopes[name];
        var authority = PkiLab.Issue(LabRecipe.Authority("sub.example.com"), Root, slot: 2).Certificate;
        Assert.Equal(forLeaf, Outcome(Ask(new LabCrl { Scope = scope })));
        Assert.Equal(forAuthority, Outcome(Ask(new LabCrl { Scope = scope }, change: q => q with { Certificate = authority })));
    }

    [Theory]
    [InlineData(null, null, CrlReasons.All)]
    [InlineData(0b10, null, CrlReasons.KeyCompromise)]
    [InlineData(null, 0b110, CrlReasons.KeyCompromise | CrlReasons.AuthorityCompromise)]
    [InlineData(0b10, 0b110, CrlReasons.KeyCompromise)]
    [InlineData(0b1000, 0b110, CrlReasons.None)]
    [InlineData(null, 0b1_1111_1110, CrlReasons.All)]
    [InlineData(null, 0b11_1111_1111, CrlReasons.All)]
    public void Reasons_AreThoseOfListAndPoint(int? ofList, int? ofPoint, object covered)
    {
        var answer = Ask(
            new LabCrl { Scope = new() { OnlyReasons = ofList } },
            change: q => q with
            {
                DistributionPoint = q.DistributionPoint with { Reasons = (CrlReasons)(ofPoint ?? (int)CrlReasons.All) & CrlReasons.All },
            });
        Assert.Equal("Good", Outcome(answer));
        Assert.Equal((CrlReasons)covered, answer.CoveredReasons);
        Assert.Equal((CrlReasons)covered != CrlReasons.All, answer.Message.Contains("some reasons", StringComparison.Ordinal));
    }

    [Fact]
    public void C10_PointOfAnIndirectList_IsRefused() => Assert.Equal("Malformed", Outcome(Ask(
        With(), change: q => q with { DistributionPoint = q.DistributionPoint with { IsIndirect = true } })));

    /// <summary>facts §3, entry evaluation 1: the invalidity date against the time of signing.</summary>
    [Theory]
    [InlineData(-1, "Revoked")]
    [InlineData(0, "Revoked")]
    [InlineData(1, "Good")]
    [InlineData(null, "Revoked")]
    public void InvalidityDate(int? hoursAfterSigning, string outcome)
    {
        DateTimeOffset? date = hoursAfterSigning is { } hours ? Signed.AddHours(hours) : null;
        var answer = Ask(With(reason: 1, date), signingTime: Signed);
        Assert.Equal(outcome, Outcome(answer));
        Assert.Equal(new RevocationEvent(new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero), "keyCompromise", date), answer.Revocation);
    }

    [Fact]
    public void InvalidityDate_WithoutSigningTime_DoesNotCount() =>
        Assert.Equal("Revoked", Outcome(Ask(With(reason: 1, Now.AddYears(1)))));

    [Fact]
    public void InvalidityDate_OfOneEntry_HidesNoOther() => Assert.Equal(
        "Revoked", Outcome(Ask(With(reason: 1, Signed.AddHours(1)).Revoke(Leaf), signingTime: Signed)));

    [Fact]
    public void InvalidityDate_InAnExpiredList_MakesNothingGood() => Assert.Equal(
        "Stale", Outcome(Ask(With(1, Signed.AddHours(1)) with { NextUpdate = Now.AddDays(-1) }, signingTime: Signed)));

    private static readonly Dictionary<string, (LabRecipe Issuer, LabCrl List, string Outcome)> Issuers = new()
    {
        ["good"] = (Authority, new(), "Good"),
        ["no cA"] = (Authority with { IsAuthority = false }, new(), "NotAuthentic"),
        ["no basicConstraints"] = (Authority with { IsAuthority = null }, new(), "NotAuthentic"),
        ["keyUsage without cRLSign"] = (Authority with { KeyUsage = X509KeyUsageFlags.KeyCertSign }, new(), "NotAuthentic"),
        ["no keyUsage"] = (Authority with { KeyUsage = null }, new(), "Good"),
        ["key identifier"] = (WithKeyId, new() { AuthorityKeyId = new byte[] { 7 } }, "Good"),
        ["another key identifier"] = (WithKeyId, new() { AuthorityKeyId = new byte[] { 8 } }, "NotAuthentic"),
        ["no key identifier in the list"] = (WithKeyId, new(), "Good"),
        ["RSA"] = (Authority with { Key = LabKeyKind.Rsa2048 }, new(), "Good"),
        ["RSA-PSS"] = (Authority with { Key = LabKeyKind.Rsa2048 }, new() { IsSignedWithPss = true }, "Good"),
        ["RSA of 1024 bits"] = (Authority with { Key = LabKeyKind.Rsa1024 }, new(), "NotAuthentic"),
        ["RSA with SHA-1"] = (Authority with { Key = LabKeyKind.Rsa2048 }, new() { Hash = HashAlgorithmName.SHA1 }, "NotAuthentic"),
        ["RSA with MD5"] = (Authority with { Key = LabKeyKind.Rsa2048 }, new() { Hash = HashAlgorithmName.MD5 }, "NotAuthentic"),
    };

    public static TheoryData<string> IssuerNames => [.. Issuers.Keys];

    [Theory]
    [MemberData(nameof(IssuerNames))]
    public void Issuer(string name)
    {
        var (recipe, list, outcome) = Issuers[name];
        var chain = PkiLab.Chain(LabRecipe.Leaf(), recipe);
        Assert.Equal(outcome, Outcome(Ask(
            list.Sign(chain.Root), change: q => q with { Certificate = chain.Leaf.Certificate, Issuer = chain.Root.Certificate })));
    }

    [Fact]
    public void C10_ListOfAnotherAuthorityWithTheSameName_IsRefused()
    {
        var other = PkiLab.Issue(LabRecipe.Authority("root.example.com"), null, slot: 5);
        Assert.Equal("NotAuthentic", Outcome(Ask(new LabCrl().Sign(other))));
    }

    [Fact]
    public void Answer_TellsTimesAndEvent()
    {
        var answer = Ask(With(reason: 4));
        Assert.Equal(new LabCrl().ThisUpdate, answer.ThisUpdate);
        Assert.Equal(new LabCrl().NextUpdate, answer.NextUpdate);
        Assert.Equal(
            "the list has the certificate as revoked since 2025-01-01 00:00:00 UTC, reason superseded", answer.Message);
        Assert.Equal("superseded", answer.Revocation?.Reason);
    }

    [Fact]
    public void C10_ListLargerThanTheLimit_IsNotRead() =>
        Assert.Equal("TooLarge", Outcome(Ask(new byte[SignatureLimits.CrlBytes + 1])));

    [Fact]
    public void MalformedCertificateExtension_DoesNotHideTheDelta()
    {
        var chain = PkiLab.Chain(
            LabRecipe.Leaf() with { Extensions = [new X509Extension(LabExtensions.Freshest, [5, 0], false)] },
            LabRecipe.Authority("root.example.com"));
        Assert.Equal("Incomplete", Outcome(Ask(
            new LabCrl().Sign(chain.Root),
            change: q => q with { Certificate = chain.Leaf.Certificate, Issuer = chain.Root.Certificate })));
    }

    private static LabRecipe Authority => LabRecipe.Authority("issuer.example.com");

    private static LabRecipe WithKeyId => Authority with { Extensions = [new X509Extension("2.5.29.14", [4, 1, 7], false)] };

    private static LabCrl WithEntryExtension(params X509Extension[] extensions) =>
        new LabCrl().Revoke(LabCrlEntry.For(Leaf) with { Extensions = extensions });

    private static X509Extension Extension(bool critical) => new("2.999.7", [5, 0], critical);
}
