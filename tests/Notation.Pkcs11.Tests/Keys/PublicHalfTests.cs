using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Notation.Pkcs11.Keys;

namespace Notation.Pkcs11.Tests.Keys;

/// <summary>One key told in the forms that tokens and certificates use is one key.</summary>
public sealed class PublicHalfTests
{
    private static readonly byte[] P256 = Convert.FromHexString("06082A8648CE3D030107");

    [Fact]
    public void RSA_is_the_same_with_and_without_a_leading_zero()
    {
        using var rsa = RSA.Create(2048);
        var modulus = rsa.ExportParameters(false).Modulus!;
        var half = PublicHalf.OfModulus(modulus);
        Assert.Equal("RSA-2048", half!.Kind.Name);
        Assert.Equal(half, PublicHalf.OfModulus([0, .. modulus]));
        Assert.Equal(half, PublicHalf.OfSubjectPublicKeyInfo(rsa.ExportSubjectPublicKeyInfo()));
        using var certificate = new CertificateRequest("CN=a", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        Assert.Equal(half, PublicHalf.Of(certificate));
        using var other = RSA.Create(2048);
        Assert.NotEqual(half, PublicHalf.OfSubjectPublicKeyInfo(other.ExportSubjectPublicKeyInfo()));
    }

    [Fact]
    public void A_point_is_the_same_bare_and_in_an_octet_string()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var q = key.ExportParameters(false).Q;
        byte[] point = [4, .. q.X!, .. q.Y!];
        var half = PublicHalf.OfPoint(P256, point);
        Assert.Equal("EC-256", half!.Kind.Name);
        Assert.Equal(half, PublicHalf.OfPoint(P256, [4, 65, .. point]));
        Assert.Equal(half, PublicHalf.OfSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo()));
    }

    [Theory]
    [InlineData("06082A8648CE3D030107", "")]
    [InlineData("06082A8648CE3D030107", "04")]
    [InlineData("06082A8648CE3D030107", "0441")]
    [InlineData("06082A8648CE3D030107", "04810441")]
    [InlineData("06082A8648CE3D030107", "0484FFFFFFFF04")]
    [InlineData("06082A8648CE3D03", "0400")]
    [InlineData("", "0400")]
    [InlineData("3000", "0400")]
    [InlineData("06052B8104000A", "0400")]
    public void H3_what_a_module_tells_wrongly_is_no_key(string parameters, string point) =>
        Assert.Null(PublicHalf.OfPoint(Convert.FromHexString(parameters), Convert.FromHexString(point)));

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("3000")]
    [InlineData("300706052B8104000A")]
    [InlineData("30123010300D06092A864886F70D0101010500")]
    public void H3_malformed_keys_are_no_key(string info) =>
        Assert.Null(PublicHalf.OfSubjectPublicKeyInfo(Convert.FromHexString(info)));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("FFFF")]
    public void H3_a_modulus_of_another_size_is_no_key(string modulus) =>
        Assert.Null(PublicHalf.OfModulus(Convert.FromHexString(modulus)));
}
