using System.Security.Cryptography;
using Signet.Plugins.Signing;
using Signet.TestKit.Pki;

namespace Signet.Plugins.Tests.Signing;

public sealed class KeySpecTests
{
    [Theory]
    [InlineData(LabKeyKind.Rsa2048, "RSA-2048", "SHA-256", "RSASSA-PSS-SHA-256", 256)]
    [InlineData(LabKeyKind.Rsa3072, "RSA-3072", "SHA-384", "RSASSA-PSS-SHA-384", 384)]
    [InlineData(LabKeyKind.Rsa4096, "RSA-4096", "SHA-512", "RSASSA-PSS-SHA-512", 512)]
    [InlineData(LabKeyKind.P256, "EC-256", "SHA-256", "ECDSA-SHA-256", 64)]
    [InlineData(LabKeyKind.P384, "EC-384", "SHA-384", "ECDSA-SHA-384", 96)]
    [InlineData(LabKeyKind.P521, "EC-521", "SHA-512", "ECDSA-SHA-512", 132)]
    public void A_key_fixes_hash_algorithm_and_width(LabKeyKind key, string name, string hash, string algorithm, int bytes)
    {
        var spec = PluginKeySpec.Of(PkiLab.Issue(LabRecipe.Leaf() with { Key = key }, null).Certificate);

        Assert.Equal((name, hash, algorithm, bytes), (spec.Name, spec.HashName, spec.SigningAlgorithm, spec.SignatureBytes));
        Assert.Same(spec, PluginKeySpec.Find(name));
        Assert.Equal(hash, spec.Hash.Name!.Insert(3, "-"));
    }

    [Theory]
    [InlineData(LabKeyKind.Rsa1024, "RSA with 1024 bits")]
    [InlineData(LabKeyKind.Rsa2560, "RSA with 2560 bits")]
    [InlineData(LabKeyKind.P224, "ECDSA on the curve 1.3.132.0.33")]
    public void Other_keys_are_refused_by_name(LabKeyKind key, string words) =>
        Expect.Failure(
            PluginErrorCode.Validation,
            words,
            () => PluginKeySpec.Of(PkiLab.Issue(LabRecipe.Leaf() with { Key = key }, null).Certificate));

    [Fact]
    public void A_curve_as_wide_as_a_known_one_is_still_another()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=a", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(PkiLab.NotBefore, PkiLab.NotAfter);

        Expect.Failure(PluginErrorCode.Validation, "1.3.36.3.3.2.8.1.1.7", () => PluginKeySpec.Of(certificate));
    }

    [Theory]
    [InlineData("ec-256")]
    [InlineData("EC-512")]
    [InlineData("")]
    [InlineData(null)]
    public void Names_are_exact(string? name) => Assert.Null(PluginKeySpec.Find(name));
}
