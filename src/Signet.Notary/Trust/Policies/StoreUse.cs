namespace Signet.Notary.Trust.Policies;

/// <summary>A statement that names a trust store.</summary>
/// <param name="Policy">Path of the policy file.</param>
/// <param name="Statement">Name of the statement.</param>
public sealed record StoreUse(string Policy, string Statement);
