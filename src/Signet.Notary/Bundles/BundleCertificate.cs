using Signet.Notary.Trust;
using Signet.Oci;

namespace Signet.Notary.Bundles;

/// <summary>A certificate that a bundle carries.</summary>
/// <param name="Store">The trust store it was in.</param>
/// <param name="File">The file in that store, for people.</param>
/// <param name="Digest">Digest of its DER form.</param>
/// <param name="Size">Bytes of its DER form.</param>
public sealed record BundleCertificate(TrustStoreName Store, string File, Digest Digest, long Size);
