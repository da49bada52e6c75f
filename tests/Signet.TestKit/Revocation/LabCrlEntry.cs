using System.Security.Cryptography.X509Certificates;

namespace Signet.TestKit.Revocation;

/// <summary>One entry of a test list.</summary>
public sealed record LabCrlEntry
{
    /// <summary>Serial number, big endian, as the certificate has it.</summary>
    public required ReadOnlyMemory<byte> SerialNumber { get; init; }

    public DateTimeOffset RevokedAt { get; init; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>CRLReason, for example 1 keyCompromise, 6 certificateHold, 8 removeFromCRL; null leaves it out.</summary>
    public int? Reason { get; init; }

    public DateTimeOffset? InvalidityDate { get; init; }

    /// <summary>Further extensions.</summary>
    public IReadOnlyList<X509Extension> Extensions { get; init; } = [];

    /// <summary>An entry for this certificate.</summary>
    public static LabCrlEntry For(X509Certificate2 certificate, int? reason = null)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new() { SerialNumber = certificate.SerialNumberBytes.ToArray(), Reason = reason };
    }
}
