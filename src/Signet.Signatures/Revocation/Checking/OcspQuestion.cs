using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Revocation.Checking;

/// <summary>What responders are asked.</summary>
internal sealed record OcspQuestion
{
    /// <summary>The certificate.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Its issuer.</summary>
    public required X509Certificate2 Issuer { get; init; }

    /// <summary>DER of its CertID.</summary>
    public required ReadOnlyMemory<byte> CertificateId { get; init; }

    /// <summary>An authentic signing time, to hold an invalidity date against.</summary>
    public DateTimeOffset? SigningTime { get; init; }
}
