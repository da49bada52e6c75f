using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Revocation.Crl;

/// <summary>What a list is asked.</summary>
internal sealed record CrlQuery
{
    /// <summary>The certificate.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Its issuer, which must be the issuer of the list too.</summary>
    public required X509Certificate2 Issuer { get; init; }

    /// <summary>The distribution point the list came from.</summary>
    public required CrlDistributionPoint DistributionPoint { get; init; }

    /// <summary>The time to judge freshness by.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>An authentic signing time, to hold an invalidity date against; null when there is none.</summary>
    public DateTimeOffset? SigningTime { get; init; }
}
