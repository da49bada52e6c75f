using System.Security.Cryptography.X509Certificates;
using Signet.TestKit.Pki;
using static Signet.Signatures.Tests.Certificates.CertificateChainRulesTests;

namespace Signet.Signatures.Tests.Certificates;

/// <summary>Attack family C4: chains of the wrong shape.</summary>
public sealed class ChainTopologyAttackTests
{
    private static readonly Dictionary<string, (Func<LabChain> Make, string Rule)> Shapes = new()
    {
        ["leaf is a CA"] = (() => Changed(0, r => r with { IsAuthority = true }), "leaf-basic-constraints"),
        ["leaf is a CA with keyCertSign"] = (
            () => PkiLab.Chain(LabRecipe.Authority("ca.example.com"), LabRecipe.Authority("root.example.com")),
            "leaf-basic-constraints"),
        ["intermediate is a leaf"] = (
            () => Changed(1, r => LabRecipe.Leaf(r.CommonName)), "ca-basic-constraints"),
        ["path length 0 above an intermediate"] = (() => Changed(2, r => r with { PathLength = 0 }), "ca-path-length"),
        ["path length 1 above two intermediates"] = (
            () => Changed(3, r => r with { PathLength = 1 }, length: 4), "ca-path-length"),
        ["two certificates that issue each other"] = (Loop, "root"),
        ["two certificates that issue each other, twice"] = (() => Loop().Append(Loop().Pick(1, 2)), "root"),
        ["root first"] = (() => PkiLab.SigningChain().Pick(2, 1, 0), "chain-order"),
        ["intermediate and root swapped"] = (() => PkiLab.SigningChain().Pick(0, 2, 1), "chain-order"),
        ["leaf in the middle"] = (() => PkiLab.SigningChain().Pick(1, 0, 2), "chain-order"),
        ["17 certificates"] = (() => PkiLab.SigningChain(17), "chain-length"),
        ["100 certificates"] = (() => PkiLab.SigningChain().Pick([.. Enumerable.Repeat(2, 100)]), "chain-length"),
        ["root missing"] = (() => PkiLab.SigningChain().Pick(0, 1), "root"),
        ["leaf alone"] = (() => PkiLab.SigningChain().Pick(0), "root"),
        ["intermediate missing"] = (() => PkiLab.SigningChain().Pick(0, 2), "chain-order"),
        ["root twice"] = (() => PkiLab.SigningChain().Pick(0, 1, 2, 2), "self-signed-inside"),
        ["intermediate twice"] = (() => PkiLab.SigningChain().Pick(0, 1, 1, 2), "chain-order"),
        ["leaf twice"] = (() => PkiLab.SigningChain().Pick(0, 0, 1, 2), "chain-order"),
        ["unrelated certificate at the end"] = (
            () => PkiLab.SigningChain().Append(PkiLab.SigningChain(1, name: "other")), "chain-order"),
        ["unrelated certificate at the start"] = (
            () => PkiLab.SigningChain(1, name: "other").Append(PkiLab.SigningChain()), "chain-order"),
        ["another chain at the end"] = (
            () => PkiLab.SigningChain().Append(PkiLab.SigningChain(name: "other")), "chain-order"),
        ["root with the same name and another key"] = (
            () => PkiLab.SigningChain().Pick(0, 1).Append(Impostor()), "chain-order"),
        ["real root, then an impostor of its name"] = (
            () => PkiLab.SigningChain().Append(Impostor()), "self-signed-inside"),
        ["self-signed leaf, then a root of its name"] = (
            () => PkiLab.SigningChain(1, name: "same").Append(
                PkiLab.Chain(LabRecipe.Authority("same.example.com") with { KeySlot = 7 })),
            "self-signed-inside"),
        ["root that signs itself under another issuer's name"] = (
            () => Changed(2, r => r with { IssuerName = Named("someone.example.com") }), "root"),
        ["leaf alone that signs itself under another issuer's name"] = (
            () => PkiLab.SigningChain(1, leaf: r => r with { IssuerName = Named("someone.example.com") }), "root"),
        ["issuer name that differs in case"] = (
            () => Changed(0, r => r with { IssuerName = Named("INTERMEDIATE1.signer.example.com") }), "chain-order"),
        ["issuer name of somebody else"] = (
            () => Changed(1, r => r with { IssuerName = Named("someone.example.com") }), "chain-order"),
        ["issuer with another key than signed"] = (
            () =>
            {
                var chain = PkiLab.SigningChain();
                var other = PkiLab.Issue(chain.Members[1].Recipe with { KeySlot = 9 }, chain.Root);
                return PkiLab.ChainOf(chain.Leaf, other, chain.Root);
            },
            "chain-order"),
    };

    public static TheoryData<string> ShapeNames => [.. Shapes.Keys];

    [Theory]
    [MemberData(nameof(ShapeNames))]
    public void C4_ChainOfTheWrongShape_IsRefused(string shape)
    {
        var (make, rule) = Shapes[shape];
        AssertFault(rule, make());
    }

    [Fact]
    public void C4_PathLengthThatSuffices_IsAccepted()
    {
        Assert.Null(FindFault(Changed(1, r => r with { PathLength = 0 })));
        Assert.Null(FindFault(Changed(2, r => r with { PathLength = 1 })));
        Assert.Null(FindFault(Changed(1, r => r with { PathLength = 0 }, length: 2)));
    }

    [Fact]
    public void C4_PurposesOfACodeSigningLeaf_MissingOrUnknown_AreAccepted_CriticalOrNot()
    {
        Assert.Null(FindFault(Changed(0, r => r with { Purposes = null })));
        Assert.Null(FindFault(Changed(0, r => r with { Purposes = [LabPurposes.Unknown], IsPurposesCritical = true })));
        Assert.Null(FindFault(Changed(0, r => r with { Purposes = [LabPurposes.CodeSigning], IsPurposesCritical = true })));
    }

    [Fact]
    public void C4_CertificateOf65KiB_IsRefusedUnread()
    {
        var ballast = new X509Extension("2.999.8", new byte[SignatureLimits.CertificateBytes], critical: false);
        AssertFault("malformed", Changed(0, r => r with { Extensions = [ballast] }));
    }

    private static LabChain Loop()
    {
        // a issues b and b issues a, as cross-certification does it; neither is self-signed.
        var first = PkiLab.Issue(LabRecipe.Authority("a.example.com"), null, slot: 1);
        var second = PkiLab.Issue(LabRecipe.Authority("b.example.com"), first, slot: 2);
        var again = PkiLab.Issue(LabRecipe.Authority("a.example.com"), second, slot: 1);
        var leaf = PkiLab.Issue(LabRecipe.Leaf(), second, slot: 0);
        return PkiLab.ChainOf(leaf, second, again, second, again);
    }

    private static LabChain Impostor() =>
        PkiLab.Chain(LabRecipe.Authority("root.signer.example.com") with { KeySlot = 8 });

    private static X500DistinguishedName Named(string commonName) => PkiLab.Name(
        ("2.5.4.6", "US"), ("2.5.4.8", "WA"), ("2.5.4.7", "Seattle"), ("2.5.4.10", "Example"), ("2.5.4.3", commonName));
}
