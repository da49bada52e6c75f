using Signet.Oci;

namespace Signet.Notary.Promotion;

/// <summary>A manifest that was not at the destination before.</summary>
/// <param name="Manifest">What it is.</param>
/// <param name="Kind">What it is for.</param>
public sealed record StagedContent(Descriptor Manifest, StagedKind Kind);
