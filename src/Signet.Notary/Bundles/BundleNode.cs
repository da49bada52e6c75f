using Signet.Notary.Graph;
using Signet.Notary.Verification;
using Signet.Oci;

namespace Signet.Notary.Bundles;

/// <summary>What was found about one manifest of the graph when the bundle was made.</summary>
/// <param name="Digest">The manifest.</param>
/// <param name="Role">What it is in the graph.</param>
/// <param name="Kind">The verdict about it.</param>
/// <param name="IsRequired">True when the whole was accepted only because this was.</param>
public sealed record BundleNode(Digest Digest, GraphRole Role, VerdictKind Kind, bool IsRequired);
