using Signet.Notary.Signing;
using Signet.Oci;

namespace Signet.Notary.Blobs;

/// <summary>A blob's signature; nothing is stored yet.</summary>
/// <param name="Blob">What was signed: media type, digest and size of the content.</param>
/// <param name="Signature">The envelope, verified.</param>
public sealed record SignedBlob(Descriptor Blob, SignedEnvelope Signature);
