using System.Security.Cryptography.X509Certificates;

namespace Signet.Notary.Trust.Policies;

/// <summary>Finds the <see cref="CertificateState"/> of certificates.</summary>
internal static class CertificateStates
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public static CertificateState Of(X509Certificate2 certificate, DateTimeOffset now) =>
        now > certificate.NotAfter ? CertificateState.Expired
        : now < certificate.NotBefore ? CertificateState.NotYetValid
        : certificate.NotAfter - now <= Soon ? CertificateState.ExpiresSoon
        : CertificateState.Valid;
}
