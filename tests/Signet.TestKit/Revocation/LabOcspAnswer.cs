using System.Security.Cryptography.X509Certificates;

namespace Signet.TestKit.Revocation;

/// <summary>The answer about one certificate in a test response. Good, and fresh at any time a test runs.</summary>
public sealed record LabOcspAnswer
{
    public required LabOcspId Id { get; init; }

    public LabOcspStatus Status { get; init; }

    public DateTimeOffset RevokedAt { get; init; } = new(2025, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>CRLReason, for example 1 keyCompromise, 6 certificateHold; null leaves it out.</summary>
    public int? Reason { get; init; }

    public DateTimeOffset? InvalidityDate { get; init; }

    public DateTimeOffset ThisUpdate { get; init; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Null leaves it out.</summary>
    public DateTimeOffset? NextUpdate { get; init; } = new(2098, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Further singleExtensions.</summary>
    public IReadOnlyList<X509Extension> Extensions { get; init; } = [];
}
