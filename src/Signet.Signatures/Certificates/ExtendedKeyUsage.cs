namespace Signet.Signatures.Certificates;

/// <summary>The extKeyUsage extension (RFC 5280 §4.2.1.12).</summary>
/// <param name="IsCritical">Marked critical.</param>
/// <param name="Purposes">Object identifiers, in the certificate's order.</param>
internal sealed record ExtendedKeyUsage(bool IsCritical, IReadOnlyList<string> Purposes);
