namespace Signet.Notary.Trust.Policies;

/// <summary>A trust store that is there, or that a statement names.</summary>
/// <param name="Name">The store.</param>
/// <param name="Certificates">What is in it; empty when it cannot be used.</param>
/// <param name="UsedBy">Statements that name it.</param>
/// <param name="Fault">Why it cannot be used; null when it can.</param>
public sealed record StoreOverview(
    TrustStoreName Name, IReadOnlyList<TrustedCertificate> Certificates, IReadOnlyList<StoreUse> UsedBy, string? Fault);
