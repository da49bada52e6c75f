using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Blobs;

/// <summary>Reads a detached signature to show it; nothing of it is verified.</summary>
public static class BlobInspection
{
    /// <summary>What the signature says; its manifest is the descriptor of the envelope itself.</summary>
    public static InspectedSignature Read(BlobSignature signature)
    {
        ArgumentNullException.ThrowIfNull(signature);
        return InspectedSignature.Read(
            Descriptor.Of(signature.MediaType, signature.Envelope.Span), signature.MediaType, signature.Envelope);
    }
}
