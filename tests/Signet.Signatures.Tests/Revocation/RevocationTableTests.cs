using Signet.TestKit.Pki;
using Signet.TestKit.Revocation;
using Signet.TestKit.Servers;

namespace Signet.Signatures.Tests.Revocation;

/// <summary>Which sources are asked, in which order, and what comes of it: each row against live servers.</summary>
public sealed class RevocationTableTests
{
    private const int Hold = 6;
    private const int RemoveFromCrl = 8;
    private const int SomeReasons = 0b0_0000_0110;
    private const int OtherReasons = 0b1_1111_1000;

    private static readonly LabCertificate Stranger = PkiLab.Issue(LabRecipe.Authority("root.example.com"), null, slot: 7);

    /// <summary>The overall evaluation: what the certificate names, what the servers say, and the outcome.</summary>
    private static readonly Dictionary<string, Row> Overall = new()
    {
        ["names nothing"] = new(_ => new(), _ => { }, "None NotRevocable []"),
        ["OCSP: good"] = new(Ocsp, _ => { }, "Ocsp Good [Ocsp Good]"),
        ["OCSP: revoked"] = new(Ocsp, RevokeOcsp, "Ocsp Revoked [Ocsp Revoked]"),
        ["OCSP: unknown"] = new(Ocsp, Forget, "Ocsp Unknown [Ocsp StatusUnknown]"),
        ["OCSP: no answer"] = new(l => new([l.Dead]), _ => { }, "Ocsp Unknown [Ocsp Unreachable]"),
        ["OCSP and CRL: OCSP good"] = new(Both, RevokeCrl, "Ocsp Good [Ocsp Good]"),
        ["OCSP and CRL: OCSP revoked"] = new(Both, RevokeOcsp, "Ocsp Revoked [Ocsp Revoked]"),
        ["OCSP and CRL: OCSP unknown"] = new(Both, Forget, "OcspThenCrl Good [Ocsp StatusUnknown, Crl Good]"),
        ["OCSP and CRL: OCSP unknown, CRL revoked"] =
            new(Both, l => { Forget(l); RevokeCrl(l); }, "OcspThenCrl Revoked [Ocsp StatusUnknown, Crl Revoked]"),
        ["OCSP and CRL: OCSP fails"] =
            new(Both, l => l.Ocsp.ErrorStatus = 3, "OcspThenCrl Good [Ocsp Unreachable, Crl Good]"),
        ["OCSP and CRL: OCSP is stale"] = new(
            Both,
            l => l.Ocsp.Change = a => a with { NextUpdate = RevocationLab.Now.AddSeconds(-1) },
            "OcspThenCrl Good [Ocsp Stale, Crl Good]"),
        ["OCSP and CRL: both fail"] = new(
            l => new([l.Dead], [l.Dead]), _ => { }, "OcspThenCrl Unknown [Ocsp Unreachable, Crl Unreachable]"),
        ["CRL: good"] = new(Crl, _ => { }, "Crl Good [Crl Good]"),
        ["CRL: revoked"] = new(Crl, RevokeCrl, "Crl Revoked [Crl Revoked]"),
        ["CRL: no answer"] = new(l => new([], [l.Dead]), _ => { }, "Crl Unknown [Crl Unreachable]"),
        ["CRL: stale"] = new(
            Crl,
            l => l.Crl.Base = l.Crl.Base with { NextUpdate = RevocationLab.Now.AddSeconds(-1) },
            "Crl Unknown [Crl Stale]"),
    };

    /// <summary>Several responders: in order, until one gives a definitive answer.</summary>
    private static readonly Dictionary<string, Row> Responders = new()
    {
        ["the first is good"] = new(TwoOcsp, l => l.Ocsp2.Revoke(l.Leaf.Certificate), "Ocsp Good [Ocsp Good]"),
        ["the first is revoked"] = new(TwoOcsp, RevokeOcsp, "Ocsp Revoked [Ocsp Revoked]"),
        ["the first does not know"] = new(TwoOcsp, Forget, "Ocsp Unknown [Ocsp StatusUnknown]"),
        ["the first is dead"] =
            new(l => new([l.Dead, l.Ocsp2.Url]), _ => { }, "Ocsp Good [Ocsp Unreachable, Ocsp Good]"),
        ["the first is dead, the second says revoked"] = new(
            l => new([l.Dead, l.Ocsp.Url]), RevokeOcsp, "Ocsp Revoked [Ocsp Unreachable, Ocsp Revoked]"),
        ["the first has status 500"] = new(
            TwoOcsp, l => l.Ocsp.Http.Answer(_ => new() { Status = 500 }), "Ocsp Good [Ocsp Unreachable, Ocsp Good]"),
        ["the first answers something else"] = new(
            TwoOcsp,
            l => l.Ocsp.Http.Answer(_ => LoopbackReply.Of([1, 2, 3], "text/html")),
            "Ocsp Good [Ocsp Malformed, Ocsp Good]"),
        ["the first has a broken signature"] = new(
            TwoOcsp,
            l => l.Ocsp.Response = l.Ocsp.Response with { HasBrokenSignature = true },
            "Ocsp Good [Ocsp NotAuthentic, Ocsp Good]"),
        ["the first is stale"] = new(
            TwoOcsp,
            l => l.Ocsp.Change = a => a with { NextUpdate = RevocationLab.Now.AddSeconds(-1) },
            "Ocsp Good [Ocsp Stale, Ocsp Good]"),
        ["the first sends more than its limit"] = new(
            TwoOcsp, l => l.Ocsp.Reply = r => r with { Padding = 100_000 }, "Ocsp Good [Ocsp TooLarge, Ocsp Good]"),
        ["C9 the first is on https"] = new(
            l => new(["https://ocsp.example.com/", l.Ocsp.Url]), _ => { }, "Ocsp Good [Ocsp AddressRefused, Ocsp Good]"),
        ["C9 all but the list are local"] = new(
            l => new(["http://169.254.169.254/latest", "file:///etc/passwd", "http://[fe80::1]/"], [l.Crl.Url]),
            _ => { },
            "OcspThenCrl Good [Ocsp AddressRefused, Ocsp AddressRefused, Ocsp AddressRefused, Crl Good]"),
    };

    /// <summary>Several distribution points, several addresses, and reasons.</summary>
    private static readonly Dictionary<string, Row> Points = new()
    {
        ["one point, the first address is dead"] = new(
            l => new([], Points: [new LabCrlPoint([l.Dead, l.Crl.Url])]), _ => { }, "Crl Good [Crl Unreachable, Crl Good]"),
        ["one point, the first address is good"] = new(
            l => new([], Points: [new LabCrlPoint([l.Crl.Url, l.Crl2.Url])]),
            l => l.Crl2.Revoke(l.Leaf.Certificate),
            "Crl Good [Crl Good]"),
        ["two points, one is enough"] = new(l => new([], [l.Crl.Url, l.Dead]), _ => { }, "Crl Good [Crl Good]"),
        ["two points, the first is dead"] =
            new(l => new([], [l.Dead, l.Crl.Url]), _ => { }, "Crl Good [Crl Unreachable, Crl Good]"),
        ["two points, both are dead"] =
            new(l => new([], [l.Dead, l.Dead + "/2"]), _ => { }, "Crl Unknown [Crl Unreachable, Crl Unreachable]"),
        ["a point for some reasons is half an answer"] = new(
            l => new([], Points: [Some(l)]), _ => { }, "Crl Unknown [Crl Incomplete]"),
        ["two halves are a whole"] = new(
            l => new([], Points: [Some(l), Other(l)]), _ => { }, "Crl Good [Crl Good, Crl Good]"),
        ["two halves, the second says revoked"] = new(
            l => new([], Points: [Some(l), Other(l)]),
            l => l.Crl2.Revoke(l.Leaf.Certificate, 4),
            "Crl Revoked [Crl Good, Crl Revoked]"),
        ["two halves, the first says revoked"] = new(
            l => new([], Points: [Some(l), Other(l)]), RevokeCrl, "Crl Revoked [Crl Revoked]"),
        ["two halves, the second is dead"] = new(
            l => new([], Points: [Some(l), new LabCrlPoint([l.Dead]) { Reasons = OtherReasons }]),
            _ => { },
            "Crl Unknown [Crl Incomplete, Crl Unreachable]"),
        ["the same half twice"] = new(
            l => new([], Points: [Some(l), new LabCrlPoint([l.Crl2.Url]) { Reasons = SomeReasons }]),
            _ => { },
            "Crl Unknown [Crl Incomplete, Crl Incomplete]"),
        ["C10 an indirect list"] = new(
            l => new([], Points: [new LabCrlPoint([l.Crl.Url]) { HasCrlIssuer = true }]), _ => { }, "Crl Unknown [Crl Malformed]"),
        ["C10 an indirect list, and a direct one"] = new(
            l => new([], Points: [new LabCrlPoint([l.Crl.Url]) { HasCrlIssuer = true }, new LabCrlPoint([l.Crl2.Url])]),
            _ => { },
            "Crl Good [Crl Malformed, Crl Good]"),
        ["C10 a list of somebody else"] = new(
            Crl,
            l => l.Crl.Http.Answer(_ => LoopbackReply.Of(new LabCrl().Sign(Stranger), "application/pkix-crl")),
            "Crl Unknown [Crl NotAuthentic]"),
        ["C10 status 206"] = new(
            Crl, l => l.Crl.Http.Answer(_ => new() { Status = 206, Body = l.Crl.Base.Sign(l.Root) }), "Crl Unknown [Crl Unreachable]"),
    };

    /// <summary>Deltas, named by the list or by the certificate.</summary>
    private static readonly Dictionary<string, Row> Deltas = new()
    {
        ["the delta adds nothing"] = new(Crl, l => l.Crl.AddDelta(), "Crl Good [Crl Good]"),
        ["the delta revokes"] =
            new(Crl, l => l.Crl.RevokeInDelta(l.Leaf.Certificate, 1), "Crl Revoked [Crl Revoked]"),
        ["the delta lifts a suspension"] = new(
            Crl,
            l => { l.Crl.Revoke(l.Leaf.Certificate, Hold); l.Crl.RevokeInDelta(l.Leaf.Certificate, RemoveFromCrl); },
            "Crl Good [Crl Good]"),
        ["the delta lifts nothing else"] = new(
            Crl,
            l => { RevokeCrl(l); l.Crl.RevokeInDelta(l.Leaf.Certificate, RemoveFromCrl); },
            "Crl Revoked [Crl Revoked]"),
        ["the delta is gone"] = new(
            Crl, l => { l.Crl.AddDelta(); l.Crl.Delta = null; }, "Crl Unknown [Crl Unreachable]"),
        ["the delta is gone, the list suspends"] = new(
            Crl,
            l => { l.Crl.Revoke(l.Leaf.Certificate, Hold); l.Crl.AddDelta(); l.Crl.Delta = null; },
            "Crl Revoked [Crl Revoked]"),
        ["the delta is gone, the list revokes"] = new(
            Crl, l => { RevokeCrl(l); l.Crl.AddDelta(); l.Crl.Delta = null; }, "Crl Revoked [Crl Revoked]"),
        ["the delta is stale"] = new(
            Crl,
            l => { l.Crl.AddDelta(); l.Crl.Delta = l.Crl.Delta! with { NextUpdate = RevocationLab.Now.AddSeconds(-1) }; },
            "Crl Unknown [Crl Stale]"),
        ["the first delta is gone, the second revokes"] = new(
            Crl,
            l =>
            {
                l.Crl.RevokeInDelta(l.Leaf.Certificate, 1);
                l.Crl.Base = l.Crl.Base with { DeltaAddresses = [l.Dead, l.Crl.DeltaUrl] };
            },
            "Crl Revoked [Crl Revoked]"),
        ["the certificate names the delta, which revokes"] = new(
            l => new([], [l.Crl.Url], [l.Crl.DeltaUrl]),
            l => { l.Crl.RevokeInDelta(l.Leaf.Certificate, 1); l.Crl.Base = l.Crl.Base with { DeltaAddresses = [] }; },
            "Crl Revoked [Crl Revoked]"),
        ["the certificate names a delta that is gone"] =
            new(l => new([], [l.Crl.Url], [l.Dead]), _ => { }, "Crl Unknown [Crl Unreachable]"),
        ["C9 a list that is not authentic names no delta"] = new(
            Crl,
            l => l.Crl.Http.Answer(_ => LoopbackReply.Of(
                new LabCrl { DeltaAddresses = [l.Crl2.Url] }.Sign(Stranger), "application/pkix-crl")),
            "Crl Unknown [Crl NotAuthentic]"),
    };

    public static TheoryData<string> OverallRows => [.. Overall.Keys];

    public static TheoryData<string> ResponderRows => [.. Responders.Keys];

    public static TheoryData<string> PointRows => [.. Points.Keys];

    public static TheoryData<string> DeltaRows => [.. Deltas.Keys];

    [Theory]
    [MemberData(nameof(OverallRows))]
    public async Task Sources_are_asked_by_the_specification_s_table(string row) =>
        await (await RunAsync(Overall[row])).DisposeAsync();

    [Theory]
    [MemberData(nameof(ResponderRows))]
    public async Task Responders_are_asked_until_one_gives_a_status(string row) =>
        await (await RunAsync(Responders[row])).DisposeAsync();

    [Theory]
    [MemberData(nameof(PointRows))]
    public async Task Lists_are_asked_until_all_reasons_are_covered(string row) =>
        await (await RunAsync(Points[row])).DisposeAsync();

    [Theory]
    [MemberData(nameof(DeltaRows))]
    public async Task Deltas_go_with_their_list(string row)
    {
        await using var lab = await RunAsync(Deltas[row]);

        Assert.Empty(lab.Crl2.Http.Requests);
    }

    private static async Task<RevocationLab> RunAsync(Row row)
    {
        var lab = await RevocationLab.StartAsync();
        var names = row.Names(lab);
        lab.Issue(leaf =>
        {
            leaf = leaf.WithRevocation(names.Ocsp, names.Crl, names.Freshest);
            return names.Points is null
                ? leaf
                : leaf with { Extensions = [.. leaf.Extensions, LabExtensions.CrlDistributionPoints(names.Points)] };
        });
        row.State(lab);

        Assert.Equal(row.Outcome, await lab.LineAsync());
        return lab;
    }

    private static Names Ocsp(RevocationLab lab) => new([lab.Ocsp.Url]);

    private static Names TwoOcsp(RevocationLab lab) => new([lab.Ocsp.Url, lab.Ocsp2.Url]);

    private static Names Crl(RevocationLab lab) => new([], [lab.Crl.Url]);

    private static Names Both(RevocationLab lab) => new([lab.Ocsp.Url], [lab.Crl.Url]);

    private static LabCrlPoint Some(RevocationLab lab) => new([lab.Crl.Url]) { Reasons = SomeReasons };

    private static LabCrlPoint Other(RevocationLab lab) => new([lab.Crl2.Url]) { Reasons = OtherReasons };

    private static void RevokeOcsp(RevocationLab lab) => lab.Ocsp.Revoke(lab.Leaf.Certificate, reason: 1);

    private static void Forget(RevocationLab lab) => lab.Ocsp.Forget(lab.Leaf.Certificate);

    private static void RevokeCrl(RevocationLab lab) => lab.Crl.Revoke(lab.Leaf.Certificate, 1);

    /// <summary>What the leaf names.</summary>
    private sealed record Names(
        IReadOnlyList<string>? Ocsp = null,
        IReadOnlyList<string>? Crl = null,
        IReadOnlyList<string>? Freshest = null,
        LabCrlPoint[]? Points = null);

    private sealed record Row(Func<RevocationLab, Names> Names, Action<RevocationLab> State, string Outcome);
}
