namespace Signet.Signatures.Revocation;

/// <summary>What was found out about the certificates of a chain.</summary>
public sealed record RevocationReport
{
    /// <summary>One entry a certificate, leaf first.</summary>
    public required IReadOnlyList<CertificateRevocation> Certificates { get; init; }

    /// <summary>Caches that could not be read or written; none of that changes a status.</summary>
    public IReadOnlyList<string> CacheFaults { get; init; } = [];

    /// <summary>The most severe status of all certificates: one revoked certificate revokes the chain.</summary>
    public RevocationStatus Status => Certificates.Max(c => c.Status);

    /// <summary>The certificate that <see cref="Status"/> comes from, the one nearest the root when there are several.</summary>
    public CertificateRevocation Decisive => Certificates.Last(c => c.Status == Status);
}
