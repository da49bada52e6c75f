namespace Signet.Notary.Trust.Policies;

/// <summary>A policy file of this machine.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Environment">Its environment; null for none.</param>
/// <param name="Statements">Its statements; empty when it is not valid.</param>
/// <param name="Fault">Why it cannot be used; null when it can.</param>
public sealed record PolicyOverview(
    string Path, TrustPolicyKind Kind, string? Environment, IReadOnlyList<TrustPolicyStatement> Statements, string? Fault);
