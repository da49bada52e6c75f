namespace Signet.TestKit.Revocation;

/// <summary>CertStatus; the values are the tags.</summary>
public enum LabOcspStatus
{
    Good = 0,
    Revoked = 1,
    Unknown = 2,
}
