using System.Security.Cryptography;
using Signet.Signatures.Certificates;
using Signet.TestKit.Pki;
using static Signet.Signatures.Tests.Certificates.CertificateChainRulesTests;

namespace Signet.Signatures.Tests.Certificates;

/// <summary>Attack family C3: weak keys and weak hashes, anywhere in the chain.</summary>
public sealed class WeakCertificateAttackTests
{
    [Theory]
    [InlineData(LabKeyKind.Rsa1024)]
    [InlineData(LabKeyKind.Rsa2560)]
    [InlineData(LabKeyKind.P224)]
    public void C3_LeafKeyOutsideTheSix_IsRefused(LabKeyKind kind)
    {
        AssertFault("leaf-key", Changed(0, r => r with { Key = kind }));
        AssertFault("leaf-key", Changed(0, r => r with { Key = kind }, length: 1));
    }

    [Theory]
    [InlineData(LabKeyKind.Rsa1024)]
    [InlineData(LabKeyKind.P224)]
    public void C3_WeakAuthorityKey_IsRefused(LabKeyKind kind)
    {
        AssertFault("ca-key", Changed(1, r => r with { Key = kind }));
        AssertFault("ca-key", Changed(2, r => r with { Key = kind }));
    }

    [Theory]
    [InlineData("SHA1", LabKeyKind.Rsa2048, false)]
    [InlineData("MD5", LabKeyKind.Rsa2048, false)]
    [InlineData("SHA1", LabKeyKind.Rsa2048, true)]
    [InlineData("SHA1", LabKeyKind.P256, false)]
    public void C3_BrokenHashInAnyCertificate_IsRefused_TheRootAndASingleOneIncluded(string hash, LabKeyKind kind, bool isPss)
    {
        for (var position = 0; position < 3; position++)
        {
            var recipes = PkiLab.SigningRecipes().Select((r, i) => r with
            {
                Key = kind,
                Hash = i == position ? new HashAlgorithmName(hash) : HashAlgorithmName.SHA256,
                IsSignedWithPss = isPss,
            });
            var fault = FindFault(PkiLab.Chain([.. recipes]));
            Assert.Equal("signature-algorithm", fault?.Rule);
            Assert.Contains("insecure", fault!.Message, StringComparison.Ordinal);
        }

        AssertFault("signature-algorithm", Changed(
            0, r => r with { Key = kind, Hash = new HashAlgorithmName(hash), IsSignedWithPss = isPss }, length: 1));
    }

    [Fact]
    public void C3_SignatureByTheOtherKindOfKey_IsRefused()
    {
        // The leaf says "signed with ECDSA" and names an issuer that has an RSA key.
        var chain = PkiLab.SigningChain(2);
        var impostor = PkiLab.Issue(chain.Root.Recipe with { Key = LabKeyKind.Rsa2048 }, null);
        var fault = CertificateChainRules.FindFault(
            [chain.Leaf.Certificate, impostor.Certificate], CertificatePurpose.CodeSigning, null);
        Assert.Equal("chain-order", fault?.Rule);
    }

    [Theory]
    [InlineData(0, "chain-order")]
    [InlineData(1, "chain-order")]
    [InlineData(2, "root")]
    public void C3_OneFlippedBitInASignature_IsRefused(int position, string rule)
    {
        AssertFault(rule, Changed(position, r => r with { HasBrokenSignature = true }));
        AssertFault(rule, PkiLab.Chain([.. PkiLab.SigningRecipes().Select((r, i) => r with
        {
            Key = LabKeyKind.Rsa2048,
            HasBrokenSignature = i == position,
        })]));
    }

    [Theory]
    [InlineData(LabKeyKind.Rsa1024, "rsa key size 1024 bits is not supported")]
    [InlineData(LabKeyKind.Rsa2560, "rsa key size 2560 bits is not supported")]
    [InlineData(LabKeyKind.P224, "elliptic curve 1.3.132.0.33 is not supported")]
    public void C3_KeySpec_OfAnotherKey_IsRefusedWithItsSize(LabKeyKind kind, string message)
    {
        var certificate = Changed(0, r => r with { Key = kind }).Leaf.Certificate;
        Assert.False(KeySpecs.TryGet(certificate, out _, out var fault));
        Assert.Contains(message, fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllKeySpecs), MemberType = typeof(CertificateChainRulesTests))]
    public void KeySpec_OfEachOfTheSix_IsFound(KeySpec expected)
    {
        Assert.True(KeySpecs.TryGet(PkiLab.SigningChain(1, expected).Leaf.Certificate, out var found, out var fault), fault);
        Assert.Equal(expected, found);
    }
}
