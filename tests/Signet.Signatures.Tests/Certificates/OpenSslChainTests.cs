using Signet.TestKit.Pki;

namespace Signet.Signatures.Tests.Certificates;

/// <summary>Certificates made by somebody else's code: the real <c>openssl</c>.</summary>
public sealed class OpenSslChainTests
{
    [Theory]
    [InlineData(KeySpec.Rsa2048, "-sha256")]
    [InlineData(KeySpec.Rsa3072, "-sha384")]
    [InlineData(KeySpec.Rsa4096, "-sha512")]
    [InlineData(KeySpec.Ec256, "-sha256")]
    [InlineData(KeySpec.Ec384, "-sha384")]
    [InlineData(KeySpec.Ec521, "-sha512")]
    public async Task ChainOfThree_EveryKeySpec_KeepsTheRules(KeySpec keySpec, string hash)
    {
        using var openSsl = await OpenSsl.OpenAsync();
        var kind = PkiLab.KindOf(keySpec);
        // Three keys of 4096 bits would take this test ten seconds.
        var authority = kind <= LabKeyKind.Rsa4096 ? LabKeyKind.Rsa2048 : kind;
        await openSsl.UseKeyAsync("root", authority, 1);
        await openSsl.UseKeyAsync("intermediate", authority, 2);
        await openSsl.UseKeyAsync("leaf", kind, 0);
        await openSsl.RootAsync("root", hash);
        await openSsl.IssueAsync("intermediate", "root", "ca", hash);
        await openSsl.IssueAsync("leaf", "intermediate", "leaf", hash);

        Assert.Null(openSsl.FindFault("leaf", "intermediate", "root"));
        Assert.Equal("chain-order", openSsl.FindFault("leaf", "root")?.Rule);
    }

    [Theory]
    [InlineData("-sha256")]
    [InlineData("-sha384")]
    [InlineData("-sha512")]
    public async Task ChainSignedWithPss_KeepsTheRules(string hash)
    {
        using var openSsl = await OpenSsl.OpenAsync();
        await openSsl.UseKeyAsync("root", LabKeyKind.Rsa2048, 1);
        await openSsl.UseKeyAsync("leaf", LabKeyKind.Rsa2048, 0);
        await openSsl.RootAsync("root", [hash, .. OpenSsl.PssOptions]);
        await openSsl.IssueAsync("leaf", "root", "leaf", [hash, .. OpenSsl.PssOptions]);
        Assert.Null(openSsl.FindFault("leaf", "root"));
    }

    [Theory]
    [InlineData("-sha256", "rsa_pss_saltlen:20")]
    [InlineData("-sha256", "rsa_pss_saltlen:max")]
    [InlineData("-sha256", "rsa_mgf1_md:sha384")]
    [InlineData("-sha256", "rsa_mgf1_md:sha1")]
    [InlineData("-sha1", "rsa_mgf1_md:sha256")]
    [InlineData("-sha1", "rsa_mgf1_md:sha1")]
    public async Task C3_PssWithOtherParameters_IsRefused(string hash, string option)
    {
        using var openSsl = await OpenSsl.OpenAsync();
        await openSsl.UseKeyAsync("leaf", LabKeyKind.Rsa2048, 0);
        await openSsl.UseKeyAsync("root", LabKeyKind.Rsa2048, 1);
        await openSsl.RootAsync("root");
        var salt = option.StartsWith("rsa_pss", StringComparison.Ordinal) ? [] : new[] { "-sigopt", "rsa_pss_saltlen:digest" };
        await openSsl.IssueAsync(
            "leaf", "root", "leaf", [hash, "-sigopt", "rsa_padding_mode:pss", .. salt, "-sigopt", option]);
        Assert.Equal("signature-algorithm", openSsl.FindFault("leaf", "root")?.Rule);
    }

    [Theory]
    [InlineData("-sha1")]
    [InlineData("-md5")]
    [InlineData("-sha224")]
    public async Task C3_WeakHash_IsRefused(string hash)
    {
        using var openSsl = await OpenSsl.OpenAsync();
        await openSsl.UseKeyAsync("leaf", LabKeyKind.P256, 0);
        await openSsl.UseKeyAsync("root", LabKeyKind.Rsa2048, 1);
        await openSsl.RootAsync("root");
        await openSsl.IssueAsync("leaf", "root", "leaf", hash);
        var fault = openSsl.FindFault("leaf", "root");
        Assert.Equal("signature-algorithm", fault?.Rule);
        Assert.Contains("insecure", fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not given by name", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-pkeyopt", "ec_param_enc:explicit")]
    [InlineData("marked for RSASSA-PSS only", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048")]
    [InlineData("elliptic curve 1.3.132.0.10 is not supported", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1")]
    [InlineData("key type 1.3.101.112 is not supported", "-algorithm", "ED25519")]
    public async Task C3_KeyOfAnotherKind_IsRefusedForLeafAndAuthority(string message, params string[] key)
    {
        using var openSsl = await OpenSsl.OpenAsync();
        await openSsl.NewKeyAsync("odd", key);
        await openSsl.UseKeyAsync("root", LabKeyKind.P256, 0);
        await openSsl.UseKeyAsync("leaf", LabKeyKind.P256, 1);
        await openSsl.RootAsync("root");
        await openSsl.IssueAsync("odd", "root", "leaf");
        var leaf = openSsl.FindFault("odd", "root");
        Assert.Equal("leaf-key", leaf?.Rule);
        Assert.Contains(message, leaf!.Message, StringComparison.Ordinal);

        await openSsl.IssueAsync("odd", "root", "ca");
        await openSsl.IssueAsync("leaf", "odd", "leaf");
        Assert.Contains(openSsl.FindFault("leaf", "odd", "root")?.Rule, new[] { "ca-key", "signature-algorithm" });
    }

    [Fact]
    public async Task RsaKeyWithExponentThree_IsAccepted()
    {
        using var openSsl = await OpenSsl.OpenAsync();
        await openSsl.NewKeyAsync("root", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_keygen_pubexp:3");
        await openSsl.UseKeyAsync("leaf", LabKeyKind.P256, 0);
        await openSsl.RootAsync("root");
        await openSsl.IssueAsync("leaf", "root", "leaf");
        Assert.Null(openSsl.FindFault("leaf", "root"));
    }
}
