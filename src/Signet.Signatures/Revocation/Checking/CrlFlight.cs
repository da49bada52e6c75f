namespace Signet.Signatures.Revocation.Checking;

/// <summary>What makes two downloads of a list the same: where from, whose, and which deltas certificates add.</summary>
/// <param name="Address">The list's address.</param>
/// <param name="Issuer">Thumbprint of the certificates' issuer.</param>
/// <param name="DeltaAddresses">Addresses of deltas that a certificate names, joined by line feeds.</param>
internal sealed record CrlFlight(string Address, string Issuer, string DeltaAddresses);
