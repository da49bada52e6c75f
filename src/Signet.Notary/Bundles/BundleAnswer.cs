namespace Signet.Notary.Bundles;

/// <summary>One answer about the revocation of one certificate, as it was found when the bundle was made.</summary>
/// <param name="Method"><c>ocsp</c> or <c>crl</c>.</param>
/// <param name="Address">Who answered, as the certificate names it.</param>
/// <param name="Certificate">SHA-256 thumbprint of the certificate it is about.</param>
/// <param name="Status"><c>good</c> or <c>revoked</c>: a revocation before which a signature was made is an answer too.</param>
/// <param name="ThisUpdate">When the answer was known to be right.</param>
/// <param name="NextUpdate">Until when it counts.</param>
public sealed record BundleAnswer(
    string Method, string Address, string Certificate, string Status, DateTimeOffset ThisUpdate, DateTimeOffset NextUpdate);
