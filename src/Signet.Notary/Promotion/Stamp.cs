using Signet.Oci;
using Signet.Signatures.Envelopes;

namespace Signet.Notary.Promotion;

/// <summary>A signature by the destination's key.</summary>
/// <param name="Artifact">What it signs.</param>
/// <param name="Signature">Its manifest.</param>
/// <param name="Content">What it says.</param>
/// <param name="IsNew">False when an earlier promotion made it.</param>
public sealed record Stamp(Descriptor Artifact, Descriptor Signature, EnvelopeContent Content, bool IsNew);
