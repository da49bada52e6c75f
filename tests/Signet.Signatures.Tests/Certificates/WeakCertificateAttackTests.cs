using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;
using Signet.TestKit.Pki;
using static Signet.Signatures.Tests.Certificates.CertificateChainRulesTests;

namespace Signet.Signatures.Tests.Certificates;

/// <summary>Attack family C3: weak keys and weak hashes, anywhere in the chain.</summary>
public sealed class WeakCertificateAttackTests
{
    private static readonly byte[] EcdsaSha256 = [6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];

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
    [InlineData(1)]
    [InlineData(2)]
    public void C3_RsaKeyWithoutASecret_ExponentOneOrEven_IsRefused(byte exponent)
    {
        // With exponent 1 the padded hash is its own signature, so anybody could write certificates of this authority.
        using var leaf = WithExponent(LabRecipe.Leaf(), exponent);
        Assert.False(KeySpecs.TryGet(leaf, out _, out var fault));
        Assert.Contains("public exponent", fault, StringComparison.Ordinal);

        using var root = WithExponent(LabRecipe.Authority("root.signer.example.com"), exponent);
        var chain = PkiLab.SigningChain(2);
        Assert.Equal(
            "ca-key",
            CertificateChainRules.FindFault([chain.Leaf.Certificate, root], CertificatePurpose.CodeSigning, null)?.Rule);
    }

    [Fact]
    public void AlgorithmOutsideTheSignedPart_OtherThanInside_IsMalformed()
    {
        var chain = PkiLab.SigningChain(2);
        var der = chain.Leaf.Certificate.RawData;
        // The last AlgorithmIdentifier is the outer one: ecdsa-with-SHA256 becomes ecdsa-with-SHA384.
        der[der.AsSpan().LastIndexOf(EcdsaSha256) + 9] = 3;
        var fault = Assert.Throws<FormatException>(() => CertificateFile.ReadDer(der));
        Assert.StartsWith(CertificateFile.Malformed, fault.Message, StringComparison.Ordinal);
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

    /// <summary>The recipe's certificate with a public key whose exponent is not the private key's.</summary>
    private static X509Certificate2 WithExponent(LabRecipe recipe, byte exponent)
    {
        var good = PkiLab.Issue(recipe with { Key = LabKeyKind.Rsa2048 }, null);
        using var key = (RSA)good.CreateKey();
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteIntegerUnsigned(key.ExportParameters(false).Modulus);
            writer.WriteInteger(exponent);
        }

        var publicKey = new PublicKey(
            new Oid("1.2.840.113549.1.1.1"), new AsnEncodedData([5, 0]), new AsnEncodedData(writer.Encode()));
        var name = good.Certificate.SubjectName;
        var request = new CertificateRequest(name, publicKey, HashAlgorithmName.SHA256);
        foreach (var extension in good.Certificate.Extensions)
        {
            request.CertificateExtensions.Add(extension);
        }

        return request.Create(
            name, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), recipe.NotBefore, recipe.NotAfter, [1]);
    }
}
