namespace Signet.Notary.Trust.Policies;

/// <summary>A certificate of a trust store.</summary>
/// <param name="FileName">Name of its file in the store.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Sha256">Its thumbprint, lower-case hexadecimal.</param>
/// <param name="NotBefore">Start of its validity.</param>
/// <param name="NotAfter">End of its validity.</param>
/// <param name="State">What it is now.</param>
public sealed record TrustedCertificate(
    string FileName, string Subject, string Sha256, DateTimeOffset NotBefore, DateTimeOffset NotAfter, CertificateState State);
