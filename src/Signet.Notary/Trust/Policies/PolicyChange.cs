namespace Signet.Notary.Trust.Policies;

/// <summary>One thing that is another under the new policy.</summary>
/// <param name="Name">What: <c>statement</c>, <c>level</c>, <c>trustStores</c>, <c>revocation</c> and so on.</param>
/// <param name="Old">Under the old policy; null for nothing.</param>
/// <param name="New">Under the new policy; null for nothing.</param>
public sealed record PolicyChange(string Name, string? Old, string? New);
