using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Certificates;

/// <summary>The keyUsage extension (RFC 5280 §4.2.1.3).</summary>
/// <param name="IsCritical">Marked critical.</param>
/// <param name="Bits">The bits that are set.</param>
internal sealed record KeyUsage(bool IsCritical, X509KeyUsageFlags Bits);
