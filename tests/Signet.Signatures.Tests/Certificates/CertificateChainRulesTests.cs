using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Certificates;

public sealed class CertificateChainRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<KeySpec> AllKeySpecs => [.. Enum.GetValues<KeySpec>()];

    [Theory]
    [MemberData(nameof(AllKeySpecs))]
    public void GoodChain_EveryKeySpec_HasNoFault(KeySpec keySpec) =>
        Assert.Null(FindFault(PkiLab.SigningChain(3, keySpec)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(SignatureLimits.ChainCertificates)]
    public void GoodChain_EveryLength_HasNoFault(int length)
    {
        Assert.Null(FindFault(PkiLab.SigningChain(length)));
        Assert.Null(FindFault(PkiLab.TimestampChain(length), CertificatePurpose.Timestamping));
    }

    [Theory]
    [InlineData("RSA PKCS#1")]
    [InlineData("RSA PSS")]
    [InlineData("ECDSA")]
    public void GoodChain_EverySignatureAlgorithmAndHash_HasNoFault(string algorithm)
    {
        foreach (var hash in new[] { HashAlgorithmName.SHA256, HashAlgorithmName.SHA384, HashAlgorithmName.SHA512 })
        {
            LabRecipe[] recipes = [.. PkiLab.SigningRecipes().Select(r => r with
            {
                Key = algorithm == "ECDSA" ? LabKeyKind.P384 : LabKeyKind.Rsa2048,
                Hash = hash,
                IsSignedWithPss = algorithm == "RSA PSS",
            })];
            Assert.Null(FindFault(PkiLab.Chain(recipes)));
        }
    }

    [Theory]
    [InlineData(LabKeyKind.Rsa2560)]
    [InlineData(LabKeyKind.Rsa3072)]
    [InlineData(LabKeyKind.P521)]
    public void GoodChain_AuthorityKeyOfAnotherSoundSize_HasNoFault(LabKeyKind kind) =>
        Assert.Null(FindFault(Changed(2, r => r with { Key = kind })));

    [Fact]
    public void LeafWithTheRootsName_SignedByTheRoot_IsNotTakenForSelfSigned()
    {
        var recipes = PkiLab.SigningRecipes(2);
        Assert.Null(FindFault(PkiLab.Chain(recipes[0] with { CommonName = recipes[1].CommonName }, recipes[1])));
    }

    [Fact]
    public void SingleCertificate_IgnoresAuthorityRules_AndHoldsToLeafRules()
    {
        Assert.Null(FindFault(PkiLab.SigningChain(1)));
        AssertFault("leaf-basic-constraints", PkiLab.Chain(LabRecipe.Authority("root.example.com")));
        AssertFault("root", PkiLab.SigningChain(1, leaf: r => r with { HasBrokenSignature = true }));
        AssertFault("root", PkiLab.SigningChain(2).Pick(0));
    }

    [Fact]
    public void EmptyChain_IsRefused() =>
        Assert.Equal("chain-empty", CertificateChainRules.FindFault([], CertificatePurpose.CodeSigning, Now)?.Rule);

    [Theory]
    [InlineData("absent")]
    [InlineData("false")]
    [InlineData("not critical")]
    public void AuthorityBasicConstraints_AbsentOrNotCriticalOrFalse_AreRefused(string shape)
    {
        foreach (var position in new[] { 1, 2 })
        {
            AssertFault("ca-basic-constraints", Changed(position, r => shape switch
            {
                "absent" => r with { IsAuthority = null },
                "false" => r with { IsAuthority = false },
                _ => r with { IsBasicConstraintsCritical = false },
            }));
        }
    }

    [Theory]
    [InlineData("absent")]
    [InlineData("no keyCertSign")]
    [InlineData("not critical")]
    public void AuthorityKeyUsage_IsRefused(string shape)
    {
        foreach (var position in new[] { 1, 2 })
        {
            AssertFault("ca-key-usage", Changed(position, r => shape switch
            {
                "absent" => r with { KeyUsage = null },
                "no keyCertSign" => r with { KeyUsage = X509KeyUsageFlags.CrlSign | X509KeyUsageFlags.DigitalSignature },
                _ => r with { IsKeyUsageCritical = false },
            }));
        }
    }

    [Theory]
    [InlineData(X509KeyUsageFlags.KeyEncipherment)]
    [InlineData(X509KeyUsageFlags.DataEncipherment)]
    [InlineData(X509KeyUsageFlags.KeyAgreement)]
    [InlineData(X509KeyUsageFlags.KeyCertSign)]
    [InlineData(X509KeyUsageFlags.CrlSign)]
    [InlineData(X509KeyUsageFlags.KeyAgreement | X509KeyUsageFlags.EncipherOnly)]
    [InlineData(X509KeyUsageFlags.EncipherOnly)]
    [InlineData(X509KeyUsageFlags.DecipherOnly)]
    public void LeafKeyUsage_WithAForbiddenBit_IsRefused(X509KeyUsageFlags bit)
    {
        AssertFault("leaf-key-usage", Leaf(r => r with { KeyUsage = X509KeyUsageFlags.DigitalSignature | bit }));
        AssertFault(
            "leaf-key-usage",
            PkiLab.TimestampChain(leaf: r => r with { KeyUsage = X509KeyUsageFlags.DigitalSignature | bit }),
            CertificatePurpose.Timestamping);
    }

    [Fact]
    public void LeafKeyUsage_AbsentOrNotCriticalOrWithoutDigitalSignature_IsRefused()
    {
        AssertFault("leaf-key-usage", Leaf(r => r with { KeyUsage = null }));
        AssertFault("leaf-key-usage", Leaf(r => r with { IsKeyUsageCritical = false }));
        AssertFault("leaf-key-usage", Leaf(r => r with { KeyUsage = X509KeyUsageFlags.NonRepudiation }));
    }

    [Fact]
    public void LeafKeyUsage_WithContentCommitment_IsAccepted() => Assert.Null(FindFault(
        Leaf(r => r with { KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation })));

    [Theory]
    [InlineData(LabPurposes.Any)]
    [InlineData(LabPurposes.ServerAuth)]
    [InlineData(LabPurposes.ClientAuth)]
    [InlineData(LabPurposes.EmailProtection)]
    [InlineData(LabPurposes.TimeStamping)]
    [InlineData(LabPurposes.OcspSigning)]
    public void LeafPurposes_WithAForbiddenOne_IsRefusedAlsoBesideCodeSigning(string purpose)
    {
        AssertFault("leaf-extended-key-usage", Leaf(r => r with { Purposes = [purpose] }));
        AssertFault("leaf-extended-key-usage", Leaf(r => r with { Purposes = [LabPurposes.CodeSigning, purpose] }));
    }

    [Fact]
    public void LeafBasicConstraints_NotAnAuthority_IsAccepted()
    {
        Assert.Null(FindFault(Leaf(r => r with { IsAuthority = false })));
        Assert.Null(FindFault(Leaf(r => r with { IsAuthority = false, IsBasicConstraintsCritical = false })));
    }

    [Fact]
    public void UnknownCriticalExtension_IsIgnored_AsTheSpecificationAsks()
    {
        var unknown = new X509Extension("2.999.7", [5, 0], critical: true);
        var nameConstraints = new X509Extension("2.5.29.30", [0x30, 0], critical: true);
        Assert.Null(FindFault(Leaf(r => r with { Extensions = [unknown] })));
        Assert.Null(FindFault(Changed(2, r => r with { Extensions = [nameConstraints] })));
    }

    [Fact]
    public void SameExtensionTwice_IsRefused()
    {
        var twice = new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true);
        var recipes = PkiLab.SigningRecipes(2);
        // CertificateRequest refuses duplicates itself, so one hides under another object identifier and is renamed in DER.
        var chain = PkiLab.Chain(
            recipes[0] with { KeyUsage = null, Extensions = [twice, new X509Extension("2.5.29.14", twice.RawData, true)] },
            recipes[1]);
        var der = chain.Leaf.Certificate.RawData;
        var at = der.AsSpan().IndexOf("\x06\x03\x55\x1d\x0e"u8);
        der[at + 4] = 0x0f;
        using var leaf = X509CertificateLoader.LoadCertificate(der);
        var fault = CertificateChainRules.FindFault(
            [leaf, chain.Root.Certificate], CertificatePurpose.CodeSigning, Now);
        Assert.Equal("malformed", fault?.Rule);
        Assert.Contains("occurs twice", fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Timestamping_KeyUsageNotCritical_IsAccepted()
    {
        LabRecipe[] recipes =
        [
            LabRecipe.TimestampLeaf() with { IsKeyUsageCritical = false },
            LabRecipe.Authority("root.example.com") with { IsKeyUsageCritical = false },
        ];
        Assert.Null(FindFault(PkiLab.Chain(recipes), CertificatePurpose.Timestamping));
    }

    [Theory]
    [InlineData(false, LabPurposes.TimeStamping)]
    [InlineData(true)]
    [InlineData(true, LabPurposes.CodeSigning)]
    [InlineData(true, LabPurposes.TimeStamping, LabPurposes.CodeSigning)]
    [InlineData(true, LabPurposes.TimeStamping, LabPurposes.Unknown)]
    [InlineData(true, LabPurposes.TimeStamping, LabPurposes.TimeStamping)]
    public void Timestamping_PurposeNotExactlyOneCritical_IsRefused(bool isCritical, params string[] purposes)
    {
        var chain = PkiLab.TimestampChain(leaf: r => r with
        {
            Purposes = purposes.Length == 0 ? null : purposes,
            IsPurposesCritical = isCritical,
        });
        AssertFault("leaf-extended-key-usage", chain, CertificatePurpose.Timestamping);
    }

    [Fact]
    public void CodeSigningChain_IsNoTimestampingChain_AndTheOtherWayRound()
    {
        AssertFault("leaf-extended-key-usage", PkiLab.SigningChain(), CertificatePurpose.Timestamping);
        AssertFault("leaf-extended-key-usage", PkiLab.TimestampChain());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Validity_OfEveryCertificate_BothBoundsIncluded(int position)
    {
        var from = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
        var to = new DateTimeOffset(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
        var certificates = Changed(position, r => r with { NotBefore = from, NotAfter = to }).Certificates;
        CertificateFault? At(DateTimeOffset time) =>
            CertificateChainRules.FindFault(certificates, CertificatePurpose.CodeSigning, time);

        Assert.Null(At(from));
        Assert.Null(At(to));
        Assert.Null(At(to.ToOffset(TimeSpan.FromHours(9))));
        Assert.Equal("validity", At(from.AddTicks(-1))?.Rule);
        Assert.Equal("validity", At(to.AddTicks(1))?.Rule);
        Assert.Contains(
            "was invalid at signing time of 2026-03-03 08:00:00 UTC. "
            + "Certificate is valid from [2026-03-01 08:00:00 UTC] to [2026-03-02 08:00:00 UTC]",
            At(to.AddDays(1))!.Message,
            StringComparison.Ordinal);
        Assert.Null(CertificateChainRules.FindFault(certificates, CertificatePurpose.CodeSigning, null));
    }

    [Fact]
    public void EveryMessage_StartsWithThePhraseThatScriptsKnow() =>
        Assert.StartsWith(
            "certificate-chain is invalid, ", FindFault(PkiLab.SigningChain().Pick(0))!.Message, StringComparison.Ordinal);

    internal static CertificateFault? FindFault(
        LabChain chain, CertificatePurpose purpose = CertificatePurpose.CodeSigning) =>
        CertificateChainRules.FindFault(chain.Certificates, purpose, Now);

    internal static void AssertFault(
        string rule, LabChain chain, CertificatePurpose purpose = CertificatePurpose.CodeSigning) =>
        Assert.Equal(rule, FindFault(chain, purpose)?.Rule);

    private static LabChain Leaf(Func<LabRecipe, LabRecipe> change) => PkiLab.SigningChain(leaf: change);

    internal static LabChain Changed(int position, Func<LabRecipe, LabRecipe> change, int length = 3)
    {
        var recipes = PkiLab.SigningRecipes(length);
        recipes[position] = change(recipes[position]);
        return PkiLab.Chain(recipes);
    }
}
