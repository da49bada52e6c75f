using Signet.Signatures.Revocation.Crl;
using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;
using static Signet.Signatures.Tests.Revocation.Crl.CrlLab;

namespace Signet.Signatures.Tests.Revocation.Crl;

/// <summary>A complete list and its delta together (RFC 5280 §5.2.4).</summary>
public sealed class CrlDeltaTests
{
    private static readonly DateTimeOffset Signed = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly LabCrlScope Scope = new() { OnlyUserCertificates = true };

    private static readonly Dictionary<string, (LabCrl List, LabCrl Delta, string Outcome)> Pairs = new()
    {
        ["nothing"] = (new(), Delta, "Good"),
        ["announced and there"] = (new() { DeltaAddresses = [DeltaUrl] }, Delta, "Good"),
        ["revoked in the list"] = (With(), Delta, "Revoked"),
        ["revoked in the delta"] = (new(), DeltaWith(), "Revoked"),
        ["hold in the list"] = (With(6), Delta, "Revoked"),
        ["hold in the delta"] = (new(), DeltaWith(6), "Revoked"),
        ["hold, removed"] = (With(6), DeltaWith(8), "Good"),
        ["hold, then revoked"] = (With(6), DeltaWith(1), "Revoked"),
        ["hold, still on hold"] = (With(6), DeltaWith(6), "Revoked"),
        ["hold and removal in the delta"] = (new(), DeltaWith(8).Revoke(Leaf, 6), "Revoked"),
        ["revoked, then removed"] = (With(1), DeltaWith(8), "Revoked"),
        ["removed, never there"] = (new(), DeltaWith(8), "Good"),
        ["removed in list and delta"] = (With(8), DeltaWith(8), "Malformed"),

        ["delta expired"] = (new(), Delta with { NextUpdate = Now.AddDays(-1) }, "Stale"),
        ["delta expired, revoked in it"] = (new(), DeltaWith() with { NextUpdate = Now.AddDays(-1) }, "Revoked"),
        ["delta expired, hold in it"] = (new(), DeltaWith(6) with { NextUpdate = Now.AddDays(-1) }, "Stale"),
        ["delta expired, hold in the list"] = (With(6), DeltaWith(8) with { NextUpdate = Now.AddDays(-1) }, "Revoked"),
        ["delta without nextUpdate"] = (new(), Delta with { NextUpdate = null }, "Stale"),
        ["list expired"] = (new() { NextUpdate = Now.AddDays(-1) }, Delta, "Stale"),
        ["list expired, hold, removed"] = (With(6) with { NextUpdate = Now.AddDays(-1) }, DeltaWith(8), "Stale"),
        ["list expired, revoked in the delta"] = (new() { NextUpdate = Now.AddDays(-1) }, DeltaWith(), "Revoked"),

        ["delta of another's signature"] = (new(), Delta with { HasBrokenSignature = true }, "NotAuthentic"),
        ["delta of another's name"] = (
            new(), DeltaWith() with { IssuerName = PkiLab.Name(("2.5.4.3", "other.example.com")) }, "NotAuthentic"),
        ["forged removal"] = (With(6), DeltaWith(8) with { HasBrokenSignature = true }, "Revoked"),
        ["delta with unknown critical extension"] = (
            new(), Delta with { Extensions = [new("2.999.7", [5, 0], true)] }, "Malformed"),
        ["delta malformed"] = (new(), Delta with { Version = null }, "Malformed"),
        ["delta without indicator"] = (new(), new() { Number = 2 }, "Malformed"),
        ["list in place of the delta, revoked"] = (new(), With() with { Number = 2 }, "Revoked"),
        ["delta of a later list"] = (new() { Number = 1 }, new() { DeltaOf = 2, Number = 3 }, "Stale"),
        ["delta of a later list, revoked"] = (new() { Number = 1 }, DeltaWith() with { DeltaOf = 2, Number = 3 }, "Revoked"),
        ["delta of an earlier list"] = (new() { Number = 5 }, new() { DeltaOf = 4, Number = 6 }, "Good"),
        ["delta as old as the list"] = (new() { Number = 5 }, new() { DeltaOf = 4, Number = 5 }, "Stale"),
        ["delta older than the list"] = (new() { Number = 5 }, new() { DeltaOf = 3, Number = 4 }, "Stale"),
        ["old delta's removal"] = (With(6) with { Number = 5 }, DeltaWith(8) with { DeltaOf = 3, Number = 4 }, "Revoked"),
        ["list without number"] = (new() { Number = null }, Delta, "Malformed"),
        ["delta without number"] = (new(), Delta with { Number = null }, "Malformed"),

        ["same scope"] = (new() { Scope = Scope }, Delta with { Scope = Scope }, "Good"),
        ["scope of the list only"] = (new() { Scope = Scope }, Delta, "NotAuthentic"),
        ["scope of the delta only"] = (new(), Delta with { Scope = Scope }, "NotAuthentic"),
        ["other scope"] = (
            new() { Scope = Scope }, DeltaWith() with { Scope = new() { OnlyAuthorityCertificates = true } }, "NotAuthentic"),
        ["indirect delta"] = (new(), Delta with { Scope = new() { IsIndirect = true } }, "NotAuthentic"),
    };

    public static TheoryData<string> PairNames => [.. Pairs.Keys];

    [Theory]
    [MemberData(nameof(PairNames))]
    public void C10_Pair(string name) => Assert.Equal(Pairs[name].Outcome, Outcome(Ask(Pairs[name].List, Pairs[name].Delta)));

    [Fact]
    public void Times_AreOfTheNewerListAndTheEarlierEnd()
    {
        var delta = Delta with { ThisUpdate = Now.AddDays(-1), NextUpdate = Now.AddDays(1) };
        var answer = Ask(new LabCrl(), delta);
        Assert.Equal((delta.ThisUpdate, delta.NextUpdate), (answer.ThisUpdate, answer.NextUpdate));
    }

    [Fact]
    public void LiftedSuspension_IsStillTold()
    {
        var answer = Ask(With(6), DeltaWith(8));
        Assert.Equal("the certificate's suspension was lifted", answer.Message);
        Assert.Equal("certificateHold", answer.Revocation?.Reason);
    }

    [Theory]
    [InlineData(1, 1, "Good")]
    [InlineData(1, -1, "Revoked")]
    [InlineData(-1, 1, "Revoked")]
    public void InvalidityDates_OfListAndDelta(int inList, int inDelta, string outcome) => Assert.Equal(
        outcome,
        Outcome(Ask(With(1, Signed.AddHours(inList)), DeltaWith(1, Signed.AddHours(inDelta)), signingTime: Signed)));

    [Fact]
    public void C10_DeltaThatTheCertificateAnnounces_MustBeThere()
    {
        var chain = PkiLab.Chain(
            LabRecipe.Leaf().WithRevocation(crlUrls: [Url], freshest: [DeltaUrl]), LabRecipe.Authority("root.example.com"));
        CrlAnswer AskFor(LabCrl? delta) => Ask(
            new LabCrl().Sign(chain.Root), delta?.Sign(chain.Root),
            change: q => q with { Certificate = chain.Leaf.Certificate, Issuer = chain.Root.Certificate });
        Assert.Equal("Incomplete", Outcome(AskFor(null)));
        Assert.Equal("Good", Outcome(AskFor(Delta)));
    }
}
