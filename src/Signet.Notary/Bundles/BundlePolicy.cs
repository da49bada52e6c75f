using Signet.Oci;

namespace Signet.Notary.Bundles;

/// <summary>The trust policy a bundle was made by.</summary>
/// <param name="Digest">Digest of the whole document, as it was on the machine.</param>
/// <param name="Size">Bytes of the document.</param>
/// <param name="Statement">Name of the statement that applied.</param>
public sealed record BundlePolicy(Digest Digest, long Size, string Statement);
