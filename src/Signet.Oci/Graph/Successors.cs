using Signet.Oci.Manifests;

namespace Signet.Oci.Graph;

/// <summary>What a manifest names, in the order it names it (the sets are those of <c>oras</c>).</summary>
internal static class Successors
{
    /// <summary>The subject, then configuration and layers or blobs, or the entries of an index.</summary>
    public static IEnumerable<(Descriptor Descriptor, bool IsEntry)> Of(Manifest manifest)
    {
        if (manifest.Subject is { } subject)
        {
            yield return (subject, false);
        }

        if (manifest.Config is { } config)
        {
            yield return (config, false);
        }

        foreach (var layer in manifest.Layers.Where(layer => !MediaTypes.IsNonDistributable(layer.MediaType)))
        {
            yield return (layer, false);
        }

        foreach (var entry in manifest.Manifests)
        {
            yield return (entry, true);
        }
    }
}
