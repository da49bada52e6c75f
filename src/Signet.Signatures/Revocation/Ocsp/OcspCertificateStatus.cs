namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>CertStatus (RFC 6960 §4.2.1); the values are the tags.</summary>
internal enum OcspCertificateStatus
{
    Good = 0,
    Revoked = 1,
    Unknown = 2,
}
