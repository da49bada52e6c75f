using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signet.Signatures.Certificates;
using Signet.Signatures.Keys;

namespace Signet.Signatures.Tests.Certificates;

public sealed class TestCertificateTests
{
    [Theory]
    [InlineData(KeySpec.Rsa2048, "1.2.840.113549.1.1.11")]
    [InlineData(KeySpec.Rsa3072, "1.2.840.113549.1.1.11")]
    [InlineData(KeySpec.Ec256, "1.2.840.10045.4.3.2")]
    [InlineData(KeySpec.Ec384, "1.2.840.10045.4.3.3")]
    [InlineData(KeySpec.Ec521, "1.2.840.10045.4.3.4")]
    public void Create_MakesWhatGenerateTestMakes_AndItSigns(KeySpec keySpec, string signatureAlgorithm)
    {
        var now = new DateTimeOffset(2026, 6, 1, 14, 0, 0, 123, TimeSpan.FromHours(2));
        var made = TestCertificate.Create("wabbit_networks.io", keySpec, TimeSpan.FromDays(1), new FixedTime(now));

        var certificate = Assert.Single(CertificateFile.Read(Encoding.ASCII.GetBytes(made.CertificatePem)));
        var start = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal(start, new DateTimeOffset(certificate.NotBefore.ToUniversalTime()));
        Assert.Equal(start.AddDays(1), made.NotAfter);
        Assert.Equal(start.AddDays(1), new DateTimeOffset(certificate.NotAfter.ToUniversalTime()));
        Assert.Equal(certificate.SubjectName.RawData, certificate.IssuerName.RawData);
        Assert.Equal(
            ["C=US", "ST=WA", "L=Seattle", "O=Notary", "CN=wabbit_networks.io"],
            CertificateName.Attributes(certificate.SubjectName).Select(a => $"{a.Type}={a.Value}"));
        Assert.InRange(certificate.SerialNumberBytes.Span[0], 1, 200);
        Assert.Equal(1, certificate.SerialNumberBytes.Length);
        Assert.Equal(signatureAlgorithm, certificate.SignatureAlgorithm.Value);
        Assert.Equal(2, certificate.Extensions.Count);
        var usage = Assert.Single(certificate.Extensions.OfType<X509KeyUsageExtension>());
        Assert.True(usage.Critical);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, usage.KeyUsages);
        var purposes = Assert.Single(certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>());
        Assert.False(purposes.Critical);
        Assert.Equal("1.3.6.1.5.5.7.3.3", Assert.Single(purposes.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>()).Value);

        Assert.Null(CertificateChainRules.FindFault([certificate], CertificatePurpose.CodeSigning, now));
        using var provider = LocalSignatureProvider.Load(
            Encoding.ASCII.GetBytes(made.KeyPem), Encoding.ASCII.GetBytes(made.CertificatePem));
        Assert.Equal(keySpec, provider.KeySpec);
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now.ToUniversalTime();
    }
}
