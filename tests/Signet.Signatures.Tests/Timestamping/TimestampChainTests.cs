using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Timestamping;
using Signet.TestKit.Pki;
using Signet.TestKit.Timestamping;

namespace Signet.Signatures.Tests.Timestamping;

/// <summary>Whose token it is: from the signer's certificate to a trusted root, at the time the token states.</summary>
public sealed class TimestampChainTests
{
    private const string Untrusted = TimestampFault.UntrustedRule;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Chain_of_every_length_is_found_leaf_first_and_ends_in_the_given_root(int length)
    {
        var chain = PkiLab.TimestampChain(length);
        var root = X509CertificateLoader.LoadCertificate(chain.Root.Der.Span);
        var result = TimestampLab.Read(TimestampLab.Token(chain)).Verify(TimestampLab.Signature, [root]);
        Assert.Null(result.Fault?.Message);
        Assert.Equal(chain.Certificates.Select(c => c.Thumbprint), result.Chain.Select(c => c.Thumbprint));
        Assert.Same(root, result.Chain[^1]);
    }

    public static TheoryData<string, string, Func<LabRecipe[], LabRecipe[]>> BrokenChains => new()
    {
        { "purpose not critical", "leaf-extended-key-usage", Leaf(r => r with { IsPurposesCritical = false }) },
        { "no purpose", "leaf-extended-key-usage", Leaf(r => r with { Purposes = null }) },
        { "another purpose beside", "leaf-extended-key-usage", Leaf(r => r with { Purposes = [LabPurposes.TimeStamping, LabPurposes.CodeSigning] }) },
        { "an unknown purpose beside", "leaf-extended-key-usage", Leaf(r => r with { Purposes = [LabPurposes.TimeStamping, LabPurposes.Unknown] }) },
        { "for code signing", "leaf-extended-key-usage", Leaf(r => r with { Purposes = [LabPurposes.CodeSigning] }) },
        { "signs certificates too", "leaf-key-usage", Leaf(r => r with { KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign }) },
        { "no keyUsage", "leaf-key-usage", Leaf(r => r with { KeyUsage = null }) },
        { "an authority", "leaf-basic-constraints", Leaf(r => r with { IsAuthority = true }) },
        { "RSA with 1024 bits", "leaf-key", Leaf(r => r with { Key = LabKeyKind.Rsa1024 }) },
        { "RSA with 2560 bits", "leaf-key", Leaf(r => r with { Key = LabKeyKind.Rsa2560 }) },
        { "expired at the stated time", "validity", Leaf(r => r with { NotAfter = TimestampLab.Time.AddSeconds(-1) }) },
        { "not yet valid at the stated time", "validity", Leaf(r => r with { NotBefore = TimestampLab.Time.AddSeconds(1) }) },
        { "intermediate expired", "validity", At(1, r => r with { NotAfter = TimestampLab.Time.AddSeconds(-1) }) },
        { "root not yet valid", "validity", At(2, r => r with { NotBefore = TimestampLab.Time.AddSeconds(1) }) },
        { "intermediate no authority", "ca-basic-constraints", At(1, r => r with { IsAuthority = false }) },
        { "intermediate may not sign certificates", "ca-key-usage", At(1, r => r with { KeyUsage = X509KeyUsageFlags.CrlSign }) },
        { "SHA-1 in the leaf", "signature-algorithm", Leaf(r => r with { Hash = HashAlgorithmName.SHA1 }) },
        { "root allows no intermediate", "ca-path-length", At(2, r => r with { PathLength = 0 }) },
        { "leaf's signature broken", "chain-order", Leaf(r => r with { HasBrokenSignature = true }) },
        { "intermediate for another purpose", "authority-chain", At(1, r => r with { Purposes = [LabPurposes.CodeSigning] }) },
        { "unknown critical extension", "authority-chain", At(1, r => r with { Extensions = [new X509Extension("2.999.1", [5, 0], true)] }) },
        { "SHA-1 root", Untrusted, At(2, r => r with { Hash = HashAlgorithmName.SHA1 }) },
    };

    [Theory]
    [MemberData(nameof(BrokenChains))]
    public void Broken_chains_are_refused(string what, string rule, Func<LabRecipe[], LabRecipe[]> change)
    {
        Assert.NotEmpty(what);
        TimestampLab.AssertFault(rule, TimestampLab.Token(PkiLab.Chain(change(Recipes()))));
    }

    [Fact]
    public void Validity_at_the_stated_time_includes_both_bounds()
    {
        var chain = PkiLab.TimestampChain(leaf: r => r with { NotBefore = TimestampLab.Time, NotAfter = TimestampLab.Time.AddDays(1) });
        TimestampLab.AssertValid(TimestampLab.Token(chain));
        TimestampLab.AssertValid(TimestampLab.Token(chain, TimestampLab.Time.AddDays(1)));
        TimestampLab.AssertFault("validity", TimestampLab.Token(chain, TimestampLab.Time.AddTicks(-1)));
        TimestampLab.AssertFault("validity", TimestampLab.Token(chain, TimestampLab.Time.AddDays(1).AddTicks(1)));
    }

    /// <summary>A shallow look at roots takes whatever the store holds for one; nothing above it would be checked.</summary>
    [Fact]
    public void C8_An_intermediate_certificate_as_trusted_root_is_none()
    {
        var token = TimestampLab.Token();
        var intermediate = TimestampLab.Chain.Members[1].Certificate;
        var alone = Verify(token, intermediate).Fault;
        Assert.Equal(Untrusted, alone?.Rule);
        Assert.Contains("self-signed", alone!.Message, StringComparison.Ordinal);

        var beside = Verify(token, intermediate, PkiLab.TimestampChain(name: "other").Root.Certificate).Fault;
        Assert.Equal(Untrusted, beside?.Rule);
        Assert.Contains("1 trusted certificates were left out", beside!.Message, StringComparison.Ordinal);

        Assert.Null(Verify(token, intermediate, TimestampLab.Chain.Root.Certificate).Fault);
        Assert.Equal(Untrusted, Verify(token, TimestampLab.Chain.Leaf.Certificate).Fault?.Rule);
    }

    [Fact]
    public void C8_A_root_in_the_token_is_not_trusted_for_that()
    {
        var token = TimestampLab.Token() with { Certificates = [.. TimestampLab.Chain.Members.Select(m => m.Der.ToArray())] };
        var fault = Verify(token, PkiLab.TimestampChain(name: "other").Root.Certificate).Fault;
        Assert.Equal(Untrusted, fault?.Rule);
        Assert.Contains("tsa.example.com", fault!.Message, StringComparison.Ordinal);
        Assert.Contains("root.other.example.com", fault.Message, StringComparison.Ordinal);
        Assert.Equal(Untrusted, Verify(token).Fault?.Rule);
    }

    [Fact]
    public void C8_A_root_of_the_same_name_with_another_key_is_not_trusted()
    {
        var recipe = LabRecipe.Authority("root.tsa.example.com") with { KeySlot = 9 };
        Assert.Equal(Untrusted, Verify(TimestampLab.Token(), PkiLab.Issue(recipe, null).Certificate).Fault?.Rule);
    }

    [Fact]
    public void Without_its_intermediate_in_the_token_the_chain_is_not_found() => TimestampLab.AssertFault(
        Untrusted, TimestampLab.Token() with { Certificates = [TimestampLab.Chain.Leaf.Der.ToArray()] });

    /// <summary>The same root self-signed and issued by an older one: a store with either finds its own way.</summary>
    [Fact]
    public void A_cross_certified_root_leads_to_whichever_is_trusted()
    {
        var older = PkiLab.Issue(LabRecipe.Authority("older.example.com"), null, slot: 20);
        var newer = PkiLab.Issue(LabRecipe.Authority("newer.example.com"), null, slot: 21);
        var cross = PkiLab.Issue(LabRecipe.Authority("newer.example.com"), older, slot: 21);
        var leaf = PkiLab.Issue(LabRecipe.TimestampLeaf(), newer, slot: 22);
        var token = TimestampLab.Token(PkiLab.ChainOf(leaf, newer)) with
        {
            Certificates = [.. new[] { older, cross, newer, leaf }.Select(c => c.Der.ToArray())],
        };
        Assert.Equal(2, Verify(token, newer.Certificate).Chain.Count);
        Assert.Equal(2, Verify(token, newer.Certificate, older.Certificate).Chain.Count);
        Assert.Equal(3, Verify(token with { Certificates = [leaf.Der.ToArray(), cross.Der.ToArray()] }, older.Certificate).Chain.Count);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    public void The_stated_signing_time_must_be_inside_the_validity_of_every_certificate(int seconds, bool isValid)
    {
        var from = TimestampLab.Time.AddHours(-2);
        foreach (var position in new[] { 0, 1, 2 })
        {
            var chain = PkiLab.Chain(At(position, r => r with { NotBefore = from })(Recipes()));
            var token = TimestampLab.Token(chain) with { Signer = new LabSigner { SigningTime = from.AddSeconds(seconds) } };
            Assert.Equal(isValid ? null : "signing-time", TimestampLab.FindFault(token)?.Rule);
        }
    }

    private static TimestampVerification Verify(LabToken token, params X509Certificate2[] roots) =>
        TimestampLab.Read(token).Verify(TimestampLab.Signature, roots);

    private static LabRecipe[] Recipes() =>
    [
        LabRecipe.TimestampLeaf(), LabRecipe.Authority("intermediate.example.com"), LabRecipe.Authority("root.example.com"),
    ];

    private static Func<LabRecipe[], LabRecipe[]> Leaf(Func<LabRecipe, LabRecipe> change) => At(0, change);

    private static Func<LabRecipe[], LabRecipe[]> At(int position, Func<LabRecipe, LabRecipe> change) => recipes =>
    {
        recipes[position] = change(recipes[position]);
        return recipes;
    };
}
