using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Certificates;

namespace Signet.Signatures.Tests.Certificates;

public sealed class CertificateValidityTests
{
    [Fact]
    public void TimesAreThoseOfTheCertificateInUtc()
    {
        var notBefore = new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero);
        var notAfter = new DateTimeOffset(2051, 10, 25, 1, 30, 0, TimeSpan.Zero); // GeneralizedTime from 2050 on.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=example.com", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(notBefore, notAfter);

        var validity = CertificateValidity.Of(certificate);

        Assert.Equal(new CertificateValidity(notBefore, notAfter), validity);
        Assert.Equal(TimeSpan.Zero, validity.NotAfter.Offset);
    }
}
