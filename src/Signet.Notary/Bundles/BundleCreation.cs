using Signet.Notary.Graph;
using Signet.Oci;
using Signet.Oci.Graph;
using Signet.Signatures.Revocation;

namespace Signet.Notary.Bundles;

/// <summary>What became of making a bundle.</summary>
public sealed record BundleCreation
{
    /// <summary>The verdict about the graph at its source. When it is not trusted nothing was written.</summary>
    public required GraphVerdict Verdict { get; init; }

    /// <summary>
    /// The verdict that the finished file leads to with what it carries and nothing else; null when it did not come to that. When
    /// it is not trusted the file was removed again.
    /// </summary>
    public BundleVerdict? Rehearsal { get; init; }

    /// <summary>What the bundle states; null when there is none.</summary>
    public BundleStatement? Statement { get; init; }

    /// <summary>The bundle's manifest; null when there is none.</summary>
    public Descriptor? Bundle { get; init; }

    /// <summary>The manifest of its signature; null when there is none.</summary>
    public Descriptor? Signature { get; init; }

    /// <summary>What was written; null when nothing was.</summary>
    public CopyResult? Copy { get; init; }

    /// <summary>
    /// What was found out about the revocation of the bundle's signer; null when nobody was asked.
    /// </summary>
    public RevocationReport? SignerRevocation { get; init; }

    /// <summary>Why answers about the bundle's signer did not come along, one sentence; null when they did.</summary>
    public string? SignerNote { get; init; }

    /// <summary>True when the bundle is there.</summary>
    public bool IsCreated => Copy is not null;
}
