using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Envelopes;
using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Envelopes;

/// <summary>C3: keys too weak, of another kind, or used in another way than the algorithm says. Both formats.</summary>
public sealed class KeyAttackTests
{
    [Theory]
    [InlineData(LabKeyKind.Rsa1024, "PS256")]
    [InlineData(LabKeyKind.Rsa2560, "PS256")]
    [InlineData(LabKeyKind.P224, "ES256")]
    public void C3_Key_that_is_too_weak_or_not_of_the_six(LabKeyKind kind, string algorithm)
    {
        var chain = PkiLab.Chain(
            LabRecipe.Leaf() with { Key = kind }, LabRecipe.Authority("root.example.com") with { Key = LabKeyKind.P256 });
        using var key = chain.Leaf.CreateKey();
        AssertRefused(algorithm, [.. chain.Members.Select(m => m.Der)], data => Sign(key, data), "leaf-key-unsupported", EnvelopeFaultKind.CertificateChain);
    }

    [Fact]
    public void C3_Curve_of_256_bits_that_is_not_P256()
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));
        var request = new CertificateRequest("CN=k1.example.com", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        using var certificate = request.CreateSelfSigned(PkiLab.NotBefore, PkiLab.NotAfter);
        AssertRefused("ES256", [certificate.RawData], data => Sign(key, data), "leaf-key-unsupported", EnvelopeFaultKind.CertificateChain);
    }

    [Fact]
    public void C3_Certificate_signed_with_SHA1()
    {
        foreach (var weak in (int[])[0, 1, 2])
        {
            var recipes = PkiLab.SigningRecipes(3);
            recipes[weak] = recipes[weak] with { Hash = HashAlgorithmName.SHA1 };
            var chain = PkiLab.Chain(recipes);
            using var key = chain.Leaf.CreateKey();
            AssertRefused("ES256", [.. chain.Members.Select(m => m.Der)], data => Sign(key, data), "signature-algorithm", EnvelopeFaultKind.CertificateChain);
        }
    }

    [Fact]
    public void C3_Key_and_algorithm_of_different_kinds()
    {
        foreach (var keySpec in Enum.GetValues<KeySpec>())
        {
            var signer = TestChain.Of(keySpec);
            foreach (var other in SignatureAlgorithm.All.Where(a => a.KeySpec != keySpec))
            {
                AssertRefused(other.JwsName, signer.Certificates, data => signer.Sign(data), "algorithm-mismatch");
            }
        }
    }

    [Fact]
    public void C3_RSA_signature_with_PKCS1_padding()
    {
        foreach (var signer in (TestChain[])[TestChain.Of(KeySpec.Rsa2048), TestChain.Of(KeySpec.Rsa3072), TestChain.Of(KeySpec.Rsa4096)])
        {
            AssertRefused(
                signer.Algorithm.JwsName,
                signer.Certificates,
                data => signer.Rsa.SignData(data, signer.Algorithm.Hash, RSASignaturePadding.Pkcs1),
                "signature-mismatch");
        }
    }

    /// <summary>notation takes any salt in JWS; RFC 7518, section 3.5, wants it as long as the hash.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(31)]
    [InlineData(33)]
    [InlineData(64)]
    [InlineData(222)]
    public void C3_PSS_salt_of_another_length(int saltLength)
    {
        var signer = TestChain.Of(KeySpec.Rsa2048);
        AssertRefused(
            "PS256",
            signer.Certificates,
            data => SignPss(signer.Rsa, data, saltLength),
            "signature-mismatch");
    }

    /// <summary>Shows that the signer above is right: with 32 bytes of salt its signature is taken.</summary>
    [Fact]
    public void PSS_salt_of_the_hashs_length_is_taken()
    {
        var signer = TestChain.Of(KeySpec.Rsa2048);
        var header = EnvelopeLab.JwsHeader();
        header["alg"] = "PS256";
        EnvelopeLab.AssertValid(NotaryMediaTypes.Jws, EnvelopeLab.Jws(
            header.ToJsonString(), sign: data => SignPss(signer.Rsa, data, saltLength: 32), chain: signer.Certificates));
    }

    [Fact]
    public void C3_Hash_of_another_algorithm()
    {
        var rsa = TestChain.Of(KeySpec.Rsa2048);
        AssertRefused("PS256", rsa.Certificates, data => rsa.Rsa.SignData(data, HashAlgorithmName.SHA384, RSASignaturePadding.Pss), "signature-mismatch");
        AssertRefused("PS256", rsa.Certificates, data => rsa.Rsa.SignData(data, HashAlgorithmName.SHA1, RSASignaturePadding.Pss), "signature-mismatch");
        var ec = TestChain.Of(KeySpec.Ec256);
        AssertRefused("ES256", ec.Certificates, data => ec.Ecdsa.SignData(data, HashAlgorithmName.SHA384), "signature-mismatch");
    }

    [Fact]
    public void C3_ECDSA_signature_in_another_encoding()
    {
        foreach (var keySpec in (KeySpec[])[KeySpec.Ec256, KeySpec.Ec384, KeySpec.Ec521])
        {
            var signer = TestChain.Of(keySpec);
            var name = signer.Algorithm.JwsName;
            AssertRefused(name, signer.Certificates, data => signer.Ecdsa.SignData(data, signer.Algorithm.Hash, DSASignatureFormat.Rfc3279DerSequence), "signature-length");
            AssertRefused(name, signer.Certificates, data => signer.Sign(data)[1..], "signature-length");
            AssertRefused(name, signer.Certificates, data => [0, .. signer.Sign(data)], "signature-length");
            AssertRefused(name, signer.Certificates, _ => new byte[signer.Algorithm.SignatureBytes], "signature-mismatch");
            AssertRefused(name, signer.Certificates, _ => [.. Enumerable.Repeat((byte)0xFF, signer.Algorithm.SignatureBytes)], "signature-mismatch");
        }
    }

    [Fact]
    public void C3_RSA_signature_with_another_length_or_out_of_range()
    {
        var signer = TestChain.Of(KeySpec.Rsa2048);
        AssertRefused("PS256", signer.Certificates, data => signer.Sign(data)[1..], "signature-length");
        AssertRefused("PS256", signer.Certificates, data => [0, .. signer.Sign(data)], "signature-length");
        AssertRefused("PS256", signer.Certificates, _ => new byte[256], "signature-mismatch");
        AssertRefused("PS256", signer.Certificates, _ => [.. Enumerable.Repeat((byte)0xFF, 256)], "signature-mismatch");
    }

    /// <summary>Another's certificates around our signature, and ours around another's.</summary>
    [Fact]
    public void C3_Certificates_of_another_key()
    {
        var other = PkiLab.Chain([.. PkiLab.SigningRecipes(3).Select((r, i) => r with { KeySlot = i + 40 })]);
        AssertRefused(
            "ES256", [.. other.Members.Select(m => m.Der)], data => EnvelopeLab.Signer.Sign(data), "signature-mismatch");
    }

    /// <summary>RSASSA-PSS with SHA-256 and a salt of any length (RFC 8017, section 9.1.1), for a modulus of 2048 bits.</summary>
    private static byte[] SignPss(RSA rsa, byte[] data, int saltLength)
    {
        const int Length = 256, HashLength = 32;
        var salt = RandomNumberGenerator.GetBytes(saltLength);
        var hash = SHA256.HashData([.. new byte[8], .. SHA256.HashData(data), .. salt]);
        var block = new byte[Length - HashLength - 1];
        block[^(saltLength + 1)] = 1;
        salt.CopyTo(block, block.Length - saltLength);
        for (var i = 0; i < block.Length; i++)
        {
            var mask = SHA256.HashData([.. hash, 0, 0, 0, (byte)(i / HashLength)]);
            block[i] ^= mask[i % HashLength];
        }

        block[0] &= 0x7F;
        var key = rsa.ExportParameters(includePrivateParameters: true);
        var signature = BigInteger.ModPow(
            Number([.. block, .. hash, 0xBC]), Number(key.D!), Number(key.Modulus!)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[Length - signature.Length], .. signature];
    }

    private static BigInteger Number(byte[] bigEndian) => new(bigEndian, isUnsigned: true, isBigEndian: true);

    private static byte[] Sign(AsymmetricAlgorithm key, byte[] data) => key is RSA rsa
        ? rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pss)
        : ((ECDsa)key).SignData(data, HashAlgorithmName.SHA256);

    private static void AssertRefused(
        string algorithm,
        IReadOnlyList<ReadOnlyMemory<byte>> chain,
        Func<byte[], byte[]> sign,
        string rule,
        EnvelopeFaultKind kind = EnvelopeFaultKind.SignatureMismatch)
    {
        var jws = EnvelopeLab.JwsHeader();
        jws["alg"] = algorithm;
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Jws, EnvelopeLab.Jws(jws.ToJsonString(), sign: sign, chain: chain), rule, kind);

        var cose = EnvelopeLab.CoseHeader();
        var id = SignatureAlgorithm.All.Single(a => a.JwsName == algorithm).CoseId;
        cose[0] = (1, w => w.WriteInt32(id));
        var envelope = EnvelopeLab.Cose(EnvelopeLab.Map(cose), EnvelopeLab.Map(EnvelopeLab.UnprotectedHeader(chain)), sign: sign);
        EnvelopeLab.AssertRefused(NotaryMediaTypes.Cose, envelope, rule, kind);
    }
}
