using System.Security.Cryptography;
using Signet.Plugins.Signing;
using Signet.TestKit.Peers;
using Signet.TestKit.Pki;

namespace Signet.Plugins.Tests.Signing;

/// <summary>Forms of ECDSA signatures, and the check before a signature leaves the plugin.</summary>
public sealed class SignatureTests
{
    private static readonly byte[] Payload = "to be signed"u8.ToArray();

    public static TheoryData<string> Specs => [.. PluginKeySpec.All.Select(s => s.Name)];

    public static TheoryData<string> EcSpecs => [.. PluginKeySpec.All.Where(s => !s.IsRsa).Select(s => s.Name)];

    /// <summary>Two hundred signatures: short r and s, and leading zeros, come up.</summary>
    [Theory]
    [MemberData(nameof(EcSpecs))]
    public void DER_becomes_r_and_s_in_fixed_width(string name)
    {
        var (spec, leaf) = Make(name);
        using var key = (ECDsa)leaf.CreateKey();
        for (var i = 0; i < 200; i++)
        {
            var der = key.SignData(Payload, spec.Hash, DSASignatureFormat.Rfc3279DerSequence);

            var raw = EcdsaSignature.ToRaw(der, spec);

            Assert.Equal(raw, EcdsaSignature.FromDer(der, spec));
            SignatureSelfCheck.Verify(leaf.Certificate, Payload, raw);
        }
    }

    [Theory]
    [MemberData(nameof(EcSpecs))]
    public void What_is_raw_stays_raw(string name)
    {
        var spec = PluginKeySpec.Find(name)!;
        var raw = RandomNumberGenerator.GetBytes(spec.SignatureBytes);
        raw[0] = 0x30;

        Assert.Equal(raw, EcdsaSignature.ToRaw(raw, spec));
    }

    [Theory]
    [InlineData("a short r is padded on the left", "3006020101020102", true)]
    [InlineData("a leading zero where the first bit is set", "3007020200FF020101", true)]
    [InlineData("nothing", "", false)]
    [InlineData("no sequence", "0201010201", false)]
    [InlineData("bytes after it", "300602010102010200", false)]
    [InlineData("a third number", "3009020101020102020103", false)]
    [InlineData("only r", "3003020101", false)]
    [InlineData("r is zero", "3006020100020101", false)]
    [InlineData("s is zero", "3006020101020100", false)]
    [InlineData("r is negative", "3006020181020101", false)]
    [InlineData("a zero too many", "300702020001020101", false)]
    [InlineData("indefinite length", "30800201010201010000", false)]
    [InlineData("length in the long form", "308106020101020101", false)]
    [InlineData("cut off", "30060201010201", false)]
    [InlineData("r is wider than the curve", "30260221010000000000000000000000000000000000000000000000000000000000000000020101", false)]
    public void DER_is_read_strictly(string row, string hex, bool isGood)
    {
        var der = Convert.FromHexString(hex);
        if (isGood)
        {
            Assert.Equal(64, EcdsaSignature.FromDer(der, PluginKeySpec.Ec256).Length);
        }
        else
        {
            Expect.Failure(PluginErrorCode.Error, "malformed ECDSA signature", () => EcdsaSignature.FromDer(der, PluginKeySpec.Ec256));
        }

        Assert.NotEmpty(row);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void A_good_signature_passes_and_a_changed_one_does_not(string name)
    {
        var (spec, leaf) = Make(name);
        var signature = Sign(leaf, spec);

        SignatureSelfCheck.Verify(leaf.Certificate, Payload, signature);

        Refused("does not verify", leaf, "another payload"u8, signature);
        Refused("must have", leaf, Payload, signature.AsSpan(1));
        Refused("must have", leaf, Payload, []);
        signature[^1] ^= 1;
        Refused("does not verify", leaf, Payload, signature);
    }

    [Fact]
    public void H3_the_signature_of_another_key_is_not_returned()
    {
        var (spec, leaf) = Make("EC-256");
        var other = PkiLab.Issue(LabRecipe.Leaf() with { KeySlot = 7 }, null);

        Refused("another key made it", leaf, Payload, Sign(other, spec));
    }

    [Fact]
    public void DER_and_another_hash_are_not_returned()
    {
        var (_, leaf) = Make("EC-384");
        using var key = (ECDsa)leaf.CreateKey();

        Refused("not DER", leaf, Payload, key.SignData(Payload, HashAlgorithmName.SHA384, DSASignatureFormat.Rfc3279DerSequence));
        Refused("another hash", leaf, Payload, key.SignData(Payload, HashAlgorithmName.SHA256));
    }

    /// <summary>What Vault does unless told otherwise, made by the real openssl.</summary>
    [Theory]
    [InlineData("max", false)]
    [InlineData("20", false)]
    [InlineData("digest", true)]
    public async Task The_salt_is_as_long_as_the_hash(string salt, bool isGood)
    {
        using var home = new ToolHome();
        var (_, leaf) = Make("RSA-2048");
        await File.WriteAllTextAsync(home.PathOf("key.pem"), leaf.KeyPem, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(home.PathOf("payload"), Payload, TestContext.Current.CancellationToken);
        (await home.OpenSslAsync(
            "dgst", "-sha256", "-sign", "key.pem", "-sigopt", "rsa_padding_mode:pss", "-sigopt", $"rsa_pss_saltlen:{salt}",
            "-out", "signature", "payload")).Succeeded();
        var signature = await File.ReadAllBytesAsync(home.PathOf("signature"), TestContext.Current.CancellationToken);

        if (isGood)
        {
            SignatureSelfCheck.Verify(leaf.Certificate, Payload, signature);
        }
        else
        {
            Refused("salt as long as the hash", leaf, Payload, signature);
        }
    }

    private static (PluginKeySpec Spec, LabCertificate Leaf) Make(string name)
    {
        var spec = PluginKeySpec.Find(name)!;
        var kind = Enum.Parse<LabKeyKind>(name.Replace("RSA-", "Rsa", StringComparison.Ordinal).Replace("EC-", "P", StringComparison.Ordinal));
        return (spec, PkiLab.Issue(LabRecipe.Leaf() with { Key = kind }, null));
    }

    private static byte[] Sign(LabCertificate leaf, PluginKeySpec spec)
    {
        using var key = leaf.CreateKey();
        return key is RSA rsa ? rsa.SignData(Payload, spec.Hash, RSASignaturePadding.Pss) : ((ECDsa)key).SignData(Payload, spec.Hash);
    }

    private static void Refused(string words, LabCertificate leaf, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> signature)
    {
        var (p, s) = (payload.ToArray(), signature.ToArray());
        Expect.Failure(PluginErrorCode.Error, words, () => SignatureSelfCheck.Verify(leaf.Certificate, p, s));
    }
}
