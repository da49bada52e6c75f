using System.Security.Cryptography.X509Certificates;
using Signet.Signatures.Revocation.Crl;

namespace Signet.Signatures.Revocation;

/// <summary>Where a certificate says that its revocation can be found out.</summary>
internal sealed record RevocationSources
{
    /// <summary>Addresses of OCSP responders (authorityInfoAccess, RFC 5280 §4.2.2.1), in the certificate's order.</summary>
    public IReadOnlyList<string> OcspAddresses { get; init; } = [];

    /// <summary>Distribution points of lists (RFC 5280 §4.2.1.13), in the certificate's order.</summary>
    public IReadOnlyList<CrlDistributionPoint> DistributionPoints { get; init; } = [];

    /// <summary>Addresses of delta lists that the certificate itself names (freshestCRL, RFC 5280 §4.2.1.15).</summary>
    public IReadOnlyList<string> DeltaAddresses { get; init; } = [];

    /// <summary>Why an extension could not be read; its sources count as there and unusable.</summary>
    public string? Fault { get; init; }

    /// <summary>The certificate names nothing at all.</summary>
    public bool IsEmpty => OcspAddresses.Count == 0 && DistributionPoints.Count == 0 && Fault is null;

    /// <summary>Reads the extensions of <paramref name="certificate"/>.</summary>
    public static RevocationSources Of(X509Certificate2 certificate) => new();
}
