namespace Signet.Signatures.Certificates;

/// <summary>The basicConstraints extension (RFC 5280 §4.2.1.9).</summary>
/// <param name="IsCritical">Marked critical.</param>
/// <param name="IsAuthority">The <c>cA</c> member.</param>
/// <param name="PathLength">How many authorities may stand below this one; null for any number.</param>
internal sealed record BasicConstraints(bool IsCritical, bool IsAuthority, int? PathLength);
