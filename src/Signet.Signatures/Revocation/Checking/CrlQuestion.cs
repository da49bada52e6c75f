using System.Security.Cryptography.X509Certificates;

namespace Signet.Signatures.Revocation.Checking;

/// <summary>Whom lists are asked about.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="Issuer">Its issuer.</param>
/// <param name="SigningTime">An authentic signing time, to hold an invalidity date against.</param>
internal sealed record CrlQuestion(X509Certificate2 Certificate, X509Certificate2 Issuer, DateTimeOffset? SigningTime);
