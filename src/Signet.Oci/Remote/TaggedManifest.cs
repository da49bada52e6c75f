using Signet.Oci.Manifests;

namespace Signet.Oci.Remote;

/// <summary>A manifest as a registry answered it.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="EntityTag">Its <c>ETag</c>, for a conditional replacement; null when the registry gave none.</param>
internal sealed record TaggedManifest(Manifest Manifest, string? EntityTag);
