using System.Globalization;
using Signet.Oci;
using Signet.Oci.Manifests;
using Signet.Signatures;

namespace Signet.Notary.Graph;

/// <summary>What is kept of a manifest: what it says of itself, not what a list says of it.</summary>
internal sealed record ManifestFacts
{
    /// <summary>Annotation with the time something was made (OCI image-spec, "Pre-Defined Annotation Keys").</summary>
    private const string CreatedAnnotation = "org.opencontainers.image.created";

    public required string? ArtifactType { get; init; }

    public required bool IsSignature { get; init; }

    public required long Size { get; init; }

    public required DateTimeOffset? Created { get; init; }

    public static ManifestFacts Of(Manifest manifest) => new()
    {
        // An index without a type of its own has none; an image's is that of its configuration.
        ArtifactType = manifest.EffectiveArtifactType,
        IsSignature = !MediaTypes.IsIndex(manifest.MediaType)
            && manifest.Subject is not null
            && manifest.EffectiveArtifactType == NotaryMediaTypes.Signature,
        Size = manifest.Layers.Aggregate(
            Add(manifest.Descriptor.Size, manifest.Config?.Size ?? 0), (sum, layer) => Add(sum, layer.Size)),
        Created = manifest.Annotations.TryGetValue(CreatedAnnotation, out var text)
            && DateTimeOffset.TryParse(
                text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null,
    };

    /// <summary>Sizes are what descriptors claim: they can be chosen to overflow.</summary>
    private static long Add(long sum, long size) => size > long.MaxValue - sum ? long.MaxValue : sum + size;
}
