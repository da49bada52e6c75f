namespace Signet.Signatures.Revocation.Ocsp;

/// <summary>The answer about one certificate (SingleResponse, RFC 6960 §4.2.1).</summary>
internal sealed record OcspSingleResponse
{
    /// <summary>Which certificate is meant.</summary>
    public required OcspCertificateId Id { get; init; }

    /// <summary>What it says.</summary>
    public required OcspCertificateStatus Status { get; init; }

    /// <summary>When the certificate was revoked; null when it is not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>CRLReason; null when none is given.</summary>
    public int? Reason { get; init; }

    /// <summary>When the status was known to be right.</summary>
    public required DateTimeOffset ThisUpdate { get; init; }

    /// <summary>When newer information will be there at the latest; null when not said.</summary>
    public DateTimeOffset? NextUpdate { get; init; }

    /// <summary>singleExtensions.</summary>
    public IReadOnlyList<OcspExtension> Extensions { get; init; } = [];

    /// <summary>Everything after the id, DER: two answers about one certificate must agree in it.</summary>
    public required ReadOnlyMemory<byte> Content { get; init; }
}
