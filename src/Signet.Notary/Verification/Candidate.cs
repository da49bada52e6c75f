using Signet.Oci;

namespace Signet.Notary.Verification;

/// <summary>A manifest that the repository lists as a signature of the artifact: a claim, until it was fetched.</summary>
/// <param name="Manifest">Its descriptor.</param>
/// <param name="Position">Its place in the listing, from 0.</param>
/// <param name="ClaimsTrustedCertificate">Its annotation names a certificate of the statement's trust stores.</param>
internal sealed record Candidate(Descriptor Manifest, int Position, bool ClaimsTrustedCertificate);
