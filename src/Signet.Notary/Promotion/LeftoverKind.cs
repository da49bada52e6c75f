using Signet.Notary.Graph;
using Signet.Oci;

namespace Signet.Notary.Promotion;

/// <summary>What a manifest is for, as it says of itself.</summary>
internal static class LeftoverKind
{
    public static StagedKind Of(Descriptor descriptor, ManifestFacts facts, bool isReferrer) =>
        facts.IsSignature ? StagedKind.Signature
        : isReferrer && facts.ArtifactType == PromotionRecord.MediaType ? StagedKind.Record
        : isReferrer ? StagedKind.Report
        : MediaTypes.IsIndex(descriptor.MediaType) ? StagedKind.Index
        : StagedKind.Artifact;
}
