using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Revocation;

/// <summary>What was found out about one certificate of a chain.</summary>
public sealed record CertificateRevocation
{
    /// <summary>The certificate.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Its status.</summary>
    public required RevocationStatus Status { get; init; }

    /// <summary>How the status was found out.</summary>
    public required RevocationMethod Method { get; init; }

    /// <summary>Everybody who was asked, in the order of asking.</summary>
    public IReadOnlyList<RevocationSource> Sources { get; init; } = [];
}
